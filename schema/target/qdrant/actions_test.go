package qdrant_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// matrix is read off the server's own tests of access, not off the catalog: an
// action, and whether it is allowed with manage and read access to the cluster, and
// with rw and r on the collection. F is allowed with an answer that leaves out what may not be seen.
const matrix = `
list_collections y y F F
get_collection y y y y
create_collection y - - -
delete_collection y - - -
update_collection_params y - - -
get_collection_cluster_info y y y y
collection_exists y y y y
get_optimizations y y y y
replicate_shard_operation y - - -
create_default_shard_key_operation y - - -
create_custom_shard_key_operation y - - -
drop_shard_key_operation y - - -
move_shard_operation y - - -
abort_shard_transfer_operation y - - -
drop_shard_replica_operation y - - -
restart_transfer_operation y - - -
create_alias y - - -
rename_alias y - - -
delete_alias y - - -
list_collection_aliases y y F F
list_aliases y y F F
create_default_shard_key y - - -
create_custom_shard_key y - - -
delete_shard_key y - - -
list_shard_keys y y y y
create_index y - y -
delete_index y - y -
create_vector_name y - y -
delete_vector_name y - y -
list_collection_snapshots y y y y
create_collection_snapshot y - y -
delete_collection_snapshot y - y -
download_collection_snapshot y y y y
upload_collection_snapshot y - - -
recover_collection_snapshot y - - -
upload_shard_snapshot y - - -
recover_shard_snapshot y - - -
create_shard_snapshot y - y -
list_shard_snapshots y y y y
delete_shard_snapshot y - y -
download_shard_snapshot y y y y
stream_shard_snapshot y - y -
list_full_snapshots y y - -
create_full_snapshot y - - -
delete_full_snapshot y - - -
download_full_snapshot y y - -
get_cluster y y - -
cluster_telemetry y y F F
recover_raft_state y - - -
delete_peer y - - -
get_quotas y y - -
update_quotas y - - -
get_point y y y y
get_points y y y y
upsert_points y - y -
update_points_batch y - y -
delete_points y - y -
update_vectors y - y -
delete_vectors y - y -
set_payload y - y -
overwrite_payload y - y -
delete_payload y - y -
clear_payload y - y -
scroll_points y y y y
search_points y y y y
search_points_batch y y y y
search_point_groups y y y y
recommend_points y y y y
recommend_points_batch y y y y
recommend_point_groups y y y y
discover_points y y y y
discover_points_batch y y y y
count_points y y y y
query_points y y y y
query_batch_points y y y y
query_points_groups y y y y
search_points_matrix_offsets y y y y
search_points_matrix_pairs y y y y
facet y y y y
root y y y y
readyz y y y y
healthz y y y y
livez y y y y
telemetry y y F F
metrics y y - -
get_issues y y F F
clear_issues y - - -
get_logger_config y y - -
update_logger_config y - - -
storage_read_list_files y y y y
storage_read_file_exists y y y y
storage_read_file_length y y y y
storage_read_read_bytes y y y y
storage_read_read_bytes_stream y y y y
storage_read_read_whole y y y y
storage_read_read_batch y y y y
get_collection_memory y y y y
get_cluster_metadata_keys y y - -
get_cluster_metadata_key y y - -
update_cluster_metadata_key y - - -
delete_cluster_metadata_key y - - -
get_audit_logs y - - -
get_slow_requests y - - -
get_stacktrace y - - -
truncate_unapplied_wal y - - -
get_debugger_config y - - -
update_debugger_config y - - -
`

// What follows from what the actions require is what the server's tests say.
func TestActions(t *testing.T) {
	tokens := catalog(t).Tokens
	accesses := []*schema.TokenAccess{
		tokens.Access("manage", schema.LevelCluster), tokens.Access("r", schema.LevelCluster),
		tokens.Access("rw", schema.LevelCollection), tokens.Access("r", schema.LevelCollection),
	}
	var got strings.Builder
	for i := range tokens.Actions {
		x := &tokens.Actions[i]
		fmt.Fprintf(&got, "\n%s", x.Name)
		for _, a := range accesses {
			switch {
			case !a.Allows(x):
				got.WriteString(" -")
			case x.Filtered && a.Of == schema.LevelCollection:
				got.WriteString(" F")
			default:
				got.WriteString(" y")
			}
		}
	}
	if want := strings.TrimRight(matrix, "\n"); got.String() != want {
		t.Errorf("the catalog has\n%s\nand the server's tests\n%s", got.String(), want)
	}
}

// Tokens know two words for a cluster and two for a collection, and none that the language has not.
func TestTokenAccess(t *testing.T) {
	tokens := catalog(t).Tokens
	var got []string
	for _, a := range tokens.Accesses {
		got = append(got, fmt.Sprintf("%s %s=%s", a.Of, a.Access, a.Claim))
	}
	const want = "cluster r=r, cluster manage=m, collection r=r, collection rw=rw"
	if strings.Join(got, ", ") != want {
		t.Error(got)
	}
	for _, g := range tokens.Grants {
		if catalog(t).Privilege(g.Privilege) == nil || tokens.Access(g.Access, schema.LevelCluster) == nil {
			t.Errorf("%+v", g)
		}
	}
	if tokens.Access("rw", schema.LevelCluster) != nil || tokens.Access("m", schema.LevelCluster) != nil {
		t.Error("a word that is none")
	}
}
