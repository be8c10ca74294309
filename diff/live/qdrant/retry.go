package qdrant

import (
	"encoding/json"
	"strings"

	accountv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/account/v1"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
)

// reads are the methods that change nothing, and may be called again.
var reads = []string{
	accountv1.AccountService_ListAccounts_FullMethodName,
	accountv1.AccountService_GetAccountMember_FullMethodName,
	iamv1.IAMService_ListPermissions_FullMethodName,
	iamv1.IAMService_ListRoles_FullMethodName,
	iamv1.IAMService_GetRole_FullMethodName,
	iamv1.IAMService_ListUsers_FullMethodName,
	iamv1.IAMService_ListUserRoles_FullMethodName,
	iamv1.IAMService_ListRoleUsers_FullMethodName,
}

// retries is the service configuration of gRPC that has reads repeated with
// growing pauses where the server is not there or asks for patience. A server's
// own configuration is not asked for: it might have writes repeated.
func retries() string {
	type name struct {
		Service string `json:"service"`
		Method  string `json:"method"`
	}
	type policy struct {
		MaxAttempts          int      `json:"maxAttempts"`
		InitialBackoff       string   `json:"initialBackoff"`
		MaxBackoff           string   `json:"maxBackoff"`
		BackoffMultiplier    float64  `json:"backoffMultiplier"`
		RetryableStatusCodes []string `json:"retryableStatusCodes"`
	}
	type method struct {
		Name        []name `json:"name"`
		RetryPolicy policy `json:"retryPolicy"`
	}
	m := method{RetryPolicy: policy{
		MaxAttempts: 5, InitialBackoff: "0.1s", MaxBackoff: "5s", BackoffMultiplier: 3,
		RetryableStatusCodes: []string{"UNAVAILABLE", "RESOURCE_EXHAUSTED"},
	}}
	for _, full := range reads {
		service, call, _ := strings.Cut(strings.TrimPrefix(full, "/"), "/")
		m.Name = append(m.Name, name{service, call})
	}
	out, err := json.Marshal(map[string][]method{"methodConfig": {m}})
	if err != nil {
		panic("qdrant: a service configuration does not encode: " + err.Error())
	}
	return string(out)
}
