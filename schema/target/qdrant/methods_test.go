package qdrant_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema"
)

// methods are read off the annotations of the API, not off the catalog: method,
// path, what it needs (+ all of them, | any of them, - nothing, public: no
// sign-in either), and user where a management key is refused.
const methods = `
account.v1.AccountService.AcceptAccountInvite POST /api/account/v1/accounts/{account_id}/invites/{invite_id}/accept - user
account.v1.AccountService.CreateAccount POST /api/account/v1/accounts - user
account.v1.AccountService.CreateAccountInvite POST /api/account/v1/accounts/{account_invite.account_id}/invites write:invites user
account.v1.AccountService.DeleteAccount DELETE /api/account/v1/accounts/{account_id} delete:account user
account.v1.AccountService.DeleteAccountInvite DELETE /api/account/v1/accounts/{account_id}/invites/{invite_id} delete:invites
account.v1.AccountService.DeleteAccountMember DELETE /api/account/v1/accounts/{account_id}/members/{user_id} delete:users user
account.v1.AccountService.GetAccount GET /api/account/v1/accounts/{account_id} read:account
account.v1.AccountService.GetAccountInvite GET /api/account/v1/accounts/{account_id}/invites/{invite_id} read:invites
account.v1.AccountService.GetAccountMember GET /api/account/v1/accounts/{account_id}/members/{user_id} read:users
account.v1.AccountService.LeaveAccount POST /api/account/v1/accounts/{account_id}/leave - user
account.v1.AccountService.ListAccountInvites GET /api/account/v1/accounts/{account_id}/invites read:invites
account.v1.AccountService.ListAccountMembers GET /api/account/v1/accounts/{account_id}/members read:users
account.v1.AccountService.ListAccounts GET /api/account/v1/accounts -
account.v1.AccountService.ListReceivedAccountInvites GET /api/account/v1/self/invites - user
account.v1.AccountService.RejectAccountInvite POST /api/account/v1/accounts/{account_id}/invites/{invite_id}/reject - user
account.v1.AccountService.SuggestCompanies GET /api/account/v1/suggest-company -
account.v1.AccountService.UpdateAccount PUT /api/account/v1/accounts/{account.id} write:account
auth.v1.AuthService.CreateManagementKey POST /api/auth/v1/accounts/{management_key.account_id}/management-keys write:management_keys
auth.v1.AuthService.DeleteManagementKey DELETE /api/auth/v1/accounts/{account_id}/management-keys/{management_key_id} delete:management_keys
auth.v1.AuthService.ListManagementKeys GET /api/auth/v1/accounts/{account_id}/management-keys read:management_keys
billing.v1.BillingService.GetBillingAccountParent GET /api/billing/v1/accounts/{account_id}/parent read:payment_information
billing.v1.BillingService.ListBillingAccountChildren GET /api/billing/v1/accounts/{account_id}/children read:payment_information
billing.v1.BillingService.ListCreditContracts GET /api/billing/v1/accounts/{account_id}/credit-contracts read:payment_information
billing.v1.BillingService.ListDiscounts GET /api/billing/v1/accounts/{account_id}/discounts read:payment_information
billing.v1.BillingService.ListInvoices GET /api/billing/v1/accounts/{account_id}/invoices read:payment_information
booking.v1.BookingService.GetBackupQuote POST /api/booking/v1/accounts/{account_id}/backup-quote write:backups
booking.v1.BookingService.GetPackage GET /api/booking/v1/accounts/{account_id}/packages/{id} -
booking.v1.BookingService.GetQuote POST /api/booking/v1/accounts/{account_id}/quote write:clusters
booking.v1.BookingService.ListGlobalPackages GET /api/booking/v1/packages public
booking.v1.BookingService.ListInferenceModels GET /api/booking/v1/accounts/{account_id}/inference-models -
booking.v1.BookingService.ListPackages GET /api/booking/v1/accounts/{account_id}/packages -
booking.v1.BookingService.ListStorageTierTypes GET /api/booking/v1/accounts/{account_id}/storage-tiers -
cluster.auth.v1.DatabaseApiKeyService.CreateDatabaseApiKey POST /api/cluster/auth/v1/accounts/{database_api_key.account_id}/database-api-keys write:api_keys
cluster.auth.v1.DatabaseApiKeyService.DeleteDatabaseApiKey DELETE /api/cluster/auth/v1/accounts/{account_id}/database-api-keys/{database_api_key_id} delete:api_keys
cluster.auth.v1.DatabaseApiKeyService.ListDatabaseApiKeys GET /api/cluster/auth/v1/accounts/{account_id}/database-api-keys read:api_keys
cluster.auth.v1.EphemeralDashboardTokenService.CreateEphemeralDashboardToken POST /api/cluster/auth/v1/accounts/{account_id}/ephemeral-dashboard-tokens read:clusters user
cluster.auth.v2.DatabaseApiKeyService.CreateDatabaseApiKey POST /api/cluster/auth/v2/accounts/{database_api_key.account_id}/database-api-keys write:api_keys
cluster.auth.v2.DatabaseApiKeyService.DeleteDatabaseApiKey DELETE /api/cluster/auth/v2/accounts/{account_id}/database-api-keys/{database_api_key_id} delete:api_keys
cluster.auth.v2.DatabaseApiKeyService.ListDatabaseApiKeys GET /api/cluster/auth/v2/accounts/{account_id}/database-api-keys read:api_keys
cluster.backup.v1.BackupService.CreateBackup POST /api/cluster/backup/v1/accounts/{backup.account_id}/backups write:backups
cluster.backup.v1.BackupService.CreateBackupSchedule POST /api/cluster/backup/v1/accounts/{backup_schedule.account_id}/backup_schedules write:backup_schedules
cluster.backup.v1.BackupService.DeleteBackup DELETE /api/cluster/backup/v1/accounts/{account_id}/backups/{backup_id} delete:backups
cluster.backup.v1.BackupService.DeleteBackupSchedule DELETE /api/cluster/backup/v1/accounts/{account_id}/backup_schedules/{backup_schedule_id} delete:backup_schedules
cluster.backup.v1.BackupService.GetBackup GET /api/cluster/backup/v1/accounts/{account_id}/backups/{backup_id} read:backups
cluster.backup.v1.BackupService.GetBackupSchedule GET /api/cluster/backup/v1/accounts/{account_id}/backup_schedules/{backup_schedule_id} read:backup_schedules
cluster.backup.v1.BackupService.ListBackupRestores GET /api/cluster/backup/v1/accounts/{account_id}/backup_restores read:backups
cluster.backup.v1.BackupService.ListBackupSchedules GET /api/cluster/backup/v1/accounts/{account_id}/backup_schedules read:backup_schedules
cluster.backup.v1.BackupService.ListBackups GET /api/cluster/backup/v1/accounts/{account_id}/backups read:backups
cluster.backup.v1.BackupService.RestoreBackup POST /api/cluster/backup/v1/accounts/{account_id}/backups/{backup_id}/restore restore:backups
cluster.backup.v1.BackupService.UpdateBackup PATCH /api/cluster/backup/v1/accounts/{backup.account_id}/backups/{backup.id} write:backups
cluster.backup.v1.BackupService.UpdateBackupSchedule PUT /api/cluster/backup/v1/accounts/{backup_schedule.account_id}/backup_schedules/{backup_schedule.id} write:backup_schedules
cluster.v1.ClusterService.CreateCluster POST /api/cluster/v1/accounts/{cluster.account_id}/clusters write:clusters
cluster.v1.ClusterService.CreateClusterFromBackup POST /api/cluster/v1/accounts/{account_id}/backups/{backup_id}/clusters restore:backups+write:clusters
cluster.v1.ClusterService.DeleteCluster DELETE /api/cluster/v1/accounts/{account_id}/clusters/{cluster_id} delete:clusters
cluster.v1.ClusterService.EnableClusterJwtRbac POST /api/cluster/v1/accounts/{account_id}/clusters/{cluster_id}/enable-jwt write:clusters
cluster.v1.ClusterService.GetCluster GET /api/cluster/v1/accounts/{account_id}/clusters/{cluster_id} read:clusters
cluster.v1.ClusterService.GetClusterDownscaleRisk GET /api/cluster/v1/accounts/{account_id}/clusters/{cluster_id}/downscale-risk read:clusters
cluster.v1.ClusterService.GetQdrantRelease GET /api/cluster/v1/accounts/{account_id}/releases/{version} read:clusters
cluster.v1.ClusterService.ListClusters GET /api/cluster/v1/accounts/{account_id}/clusters read:clusters
cluster.v1.ClusterService.ListQdrantReleases GET /api/cluster/v1/accounts/{account_id}/releases read:clusters
cluster.v1.ClusterService.RestartCluster POST /api/cluster/v1/accounts/{account_id}/clusters/{cluster_id}/restart write:clusters
cluster.v1.ClusterService.SuggestClusterName GET /api/cluster/v1/accounts/{account_id}/clusters/suggest-name -
cluster.v1.ClusterService.SuspendCluster POST /api/cluster/v1/accounts/{account_id}/clusters/{cluster_id}/suspend write:clusters
cluster.v1.ClusterService.UnsuspendCluster POST /api/cluster/v1/accounts/{account_id}/clusters/{cluster_id}/unsuspend write:clusters
cluster.v1.ClusterService.UpdateCluster PUT /api/cluster/v1/accounts/{cluster.account_id}/clusters/{cluster.id} write:clusters
hybrid.v1.HybridCloudService.CreateHybridCloudEnvironment POST /api/hybrid/v1/accounts/{hybrid_cloud_environment.account_id}/hybrid-cloud-environments write:hybrid_cloud_environments
hybrid.v1.HybridCloudService.DeleteHybridCloudEnvironment DELETE /api/hybrid/v1/accounts/{account_id}/hybrid-cloud-environments/{hybrid_cloud_environment_id} delete:hybrid_cloud_environments
hybrid.v1.HybridCloudService.GenerateBootstrapCommands POST /api/hybrid/v1/accounts/{account_id}/hybrid-cloud-environments/{hybrid_cloud_environment_id}/bootstrap-commands write:hybrid_cloud_environments+write:management_keys
hybrid.v1.HybridCloudService.GetHybridCloudEnvironment GET /api/hybrid/v1/accounts/{account_id}/hybrid-cloud-environments/{hybrid_cloud_environment_id} read:hybrid_cloud_environments|write:clusters
hybrid.v1.HybridCloudService.ListHybridCloudEnvironments GET /api/hybrid/v1/accounts/{account_id}/hybrid-cloud-environments read:hybrid_cloud_environments|write:clusters
hybrid.v1.HybridCloudService.UpdateHybridCloudEnvironment PUT /api/hybrid/v1/accounts/{hybrid_cloud_environment.account_id}/hybrid-cloud-environments/{hybrid_cloud_environment.id} write:hybrid_cloud_environments
iam.v1.IAMService.AssignUserRoles POST /api/iam/v1/accounts/{account_id}/users/{user_id}/roles write:roles
iam.v1.IAMService.CreateRole POST /api/iam/v1/accounts/{role.account_id}/roles write:roles
iam.v1.IAMService.DeleteRole DELETE /api/iam/v1/accounts/{account_id}/roles/{role_id} delete:roles
iam.v1.IAMService.DeleteUser DELETE /api/iam/v1/users/{user_id} -
iam.v1.IAMService.DeleteUserMfaMethod DELETE /api/iam/v1/users/me/mfa-methods/{mfa_method.external_id} - user
iam.v1.IAMService.GetAuthenticatedUser GET /api/iam/v1/users/me - user
iam.v1.IAMService.GetRole GET /api/iam/v1/accounts/{account_id}/roles/{role_id} read:roles
iam.v1.IAMService.GetUserConsent GET /api/iam/v1/users/me/consent - user
iam.v1.IAMService.GetUserProfile GET /api/iam/v1/users/me/profile - user
iam.v1.IAMService.ListEffectivePermissions GET /api/iam/v1/accounts/{account_id}/effective-permissions -
iam.v1.IAMService.ListPermissions GET /api/iam/v1/accounts/{account_id}/permissions read:roles
iam.v1.IAMService.ListRoleUsers GET /api/iam/v1/accounts/{account_id}/roles/{role_id}/users read:roles
iam.v1.IAMService.ListRoles GET /api/iam/v1/accounts/{account_id}/roles read:roles
iam.v1.IAMService.ListUserMfaMethods GET /api/iam/v1/users/me/mfa-methods - user
iam.v1.IAMService.ListUserRoles GET /api/iam/v1/accounts/{account_id}/users/{user_id}/roles read:roles
iam.v1.IAMService.ListUsers GET /api/iam/v1/accounts/{account_id}/users read:users
iam.v1.IAMService.LogoutUser POST /api/iam/v1/users/me/logout - user
iam.v1.IAMService.RecordUserConsent POST /api/iam/v1/users/me/consent - user
iam.v1.IAMService.UpdateRole PUT /api/iam/v1/accounts/{role.account_id}/roles/{role.id} write:roles
iam.v1.IAMService.UpdateUser PUT /api/iam/v1/users/{user.id} -
iam.v1.IAMService.UpdateUserMfaMethod PUT /api/iam/v1/users/me/mfa-methods/{mfa_method.external_id} - user
iam.v1.IAMService.UpdateUserProfile PUT /api/iam/v1/users/me/profile - user
metering.v1.MeteringService.GetUsageBreakdown GET /api/metering/v1/accounts/{account_id}/usage-breakdown read:payment_information
metering.v1.MeteringService.ListMeterings GET /api/metering/v1/accounts/{account_id}/meterings/{year}/{month} read:payment_information
metering.v1.MeteringService.ListMonthlyMeterings GET /api/metering/v1/accounts/{account_id}/meterings read:payment_information
monitoring.v1.MonitoringService.GetClusterEvents GET /api/monitoring/v1/accounts/{account_id}/cluster/{cluster_id}/events read:clusters
monitoring.v1.MonitoringService.GetClusterInferenceMetrics GET /api/monitoring/v1/accounts/{account_id}/cluster/{cluster_id}/metrics/inference read:clusters
monitoring.v1.MonitoringService.GetClusterLogs GET /api/monitoring/v1/accounts/{account_id}/cluster/{cluster_id}/logs read:clusters
monitoring.v1.MonitoringService.GetClusterSummaryMetrics GET /api/monitoring/v1/accounts/{account_id}/cluster/{cluster_id}/summary-metrics read:clusters
monitoring.v1.MonitoringService.GetClusterUsageMetrics GET /api/monitoring/v1/accounts/{account_id}/cluster/{cluster_id}/usage-metrics read:clusters
monitoring.v1.MonitoringService.ListClusterAlerts GET /api/monitoring/v1/accounts/{account_id}/cluster/{cluster_id}/alerts read:clusters
payment.v1.PaymentService.CreatePaymentMethod POST /api/payment/v1/accounts/{payment_method.account_id}/payment-methods write:payment_information
payment.v1.PaymentService.CreateStripeCheckoutSession POST /api/payment/v1/accounts/{account_id}/stripe-session write:payment_information
payment.v1.PaymentService.DeletePaymentMethod DELETE /api/payment/v1/accounts/{account_id}/payment-methods/{payment_method_id} write:payment_information
payment.v1.PaymentService.GetPaymentMethod GET /api/payment/v1/accounts/{account_id}/payment-methods/{payment_method_id} read:payment_information
payment.v1.PaymentService.GetPaymentMethodAvailability GET /api/payment/v1/accounts/{account_id}/payment-method-availability -
payment.v1.PaymentService.GetStripeCheckoutSession GET /api/payment/v1/accounts/{account_id}/stripe-session/{session_id} write:payment_information
payment.v1.PaymentService.ListPaymentMethods GET /api/payment/v1/accounts/{account_id}/payment-methods read:payment_information
payment.v1.PaymentService.RecordCloudMarketplaceEntitlement POST /api/payment/v1/accounts/{account_id}/marketplace-entitlements write:payment_information
payment.v1.PaymentService.UpdatePaymentMethod PUT /api/payment/v1/accounts/{payment_method.account_id}/payment-methods/{payment_method.id} write:payment_information
platform.v1.PlatformService.GetCloudProviderRegion GET /api/platform/v1/accounts/{account_id}/cloud-providers/{cloud_provider_id}/regions/{region_id} -
platform.v1.PlatformService.GetGlobalCloudProviderRegion GET /api/platform/v1/cloud-providers/{cloud_provider_id}/regions/{region_id} public
platform.v1.PlatformService.ListCloudProviderRegions GET /api/platform/v1/accounts/{account_id}/cloud-providers/{cloud_provider_id}/regions -
platform.v1.PlatformService.ListCloudProviders GET /api/platform/v1/accounts/{account_id}/cloud-providers -
platform.v1.PlatformService.ListGlobalCloudProviderRegions GET /api/platform/v1/cloud-providers/{cloud_provider_id}/regions public
platform.v1.PlatformService.ListGlobalCloudProviders GET /api/platform/v1/cloud-providers public
quota.v1.QuotaService.GetAccountQuotas GET /api/quota/v1/accounts/{account_id}/quotas -
quota.v1.QuotaService.GetAuthenticatedUserQuotas GET /api/quota/v1/users/me/quotas - user
serverless.platform.v1.PlatformService.GetCloudProviderRegion GET /api/serverless/platform/v1/accounts/{account_id}/cloud-providers/{cloud_provider_id}/regions/{region_id} -
serverless.platform.v1.PlatformService.GetGlobalCloudProviderRegion GET /api/serverless/platform/v1/cloud-providers/{cloud_provider_id}/regions/{region_id} public
serverless.platform.v1.PlatformService.ListCloudProviderRegions GET /api/serverless/platform/v1/accounts/{account_id}/cloud-providers/{cloud_provider_id}/regions -
serverless.platform.v1.PlatformService.ListCloudProviders GET /api/serverless/platform/v1/accounts/{account_id}/cloud-providers -
serverless.platform.v1.PlatformService.ListGlobalCloudProviderRegions GET /api/serverless/platform/v1/cloud-providers/{cloud_provider_id}/regions public
serverless.platform.v1.PlatformService.ListGlobalCloudProviders GET /api/serverless/platform/v1/cloud-providers public
serverless.quota.v1.QuotaService.GetQuotas GET /api/serverless/v1/accounts/{account_id}/quotas read:serverless_spaces
serverless.space.auth.v1.EphemeralDashboardTokenService.CreateEphemeralDashboardToken POST /api/serverless/auth/v1/accounts/{account_id}/spaces/{space_id}/ephemeral-dashboard-tokens read:serverless_spaces user
serverless.space.auth.v1.EphemeralDashboardTokenService.ListEphemeralDashboardTokens GET /api/serverless/auth/v1/accounts/{account_id}/ephemeral-dashboard-tokens read:serverless_api_keys
serverless.space.auth.v1.EphemeralDashboardTokenService.RevokeEphemeralDashboardToken POST /api/serverless/auth/v1/accounts/{account_id}/ephemeral-dashboard-tokens/{space_api_key_id}/revoke write:serverless_api_keys
serverless.space.auth.v1.SpaceApiKeyService.CreateSpaceApiKey POST /api/serverless/auth/v1/accounts/{space_api_key.account_id}/spaces/{space_api_key.space_id}/api-keys write:serverless_api_keys
serverless.space.auth.v1.SpaceApiKeyService.DeleteSpaceApiKey DELETE /api/serverless/auth/v1/accounts/{account_id}/spaces/{space_id}/api-keys/{space_api_key_id} delete:serverless_api_keys
serverless.space.auth.v1.SpaceApiKeyService.ListSpaceApiKeys GET /api/serverless/auth/v1/accounts/{account_id}/spaces/{space_id}/api-keys read:serverless_api_keys
serverless.space.backup.v1.BackupService.CreateBackup POST /api/serverless/backup/v1/accounts/{backup.account_id}/backups write:serverless_backups
serverless.space.backup.v1.BackupService.CreateBackupSchedule POST /api/serverless/backup/v1/accounts/{backup_schedule.account_id}/backup_schedules write:serverless_backup_schedules
serverless.space.backup.v1.BackupService.DeleteBackup DELETE /api/serverless/backup/v1/accounts/{account_id}/backups/{backup_id} delete:serverless_backups
serverless.space.backup.v1.BackupService.DeleteBackupSchedule DELETE /api/serverless/backup/v1/accounts/{account_id}/backup_schedules/{backup_schedule_id} delete:serverless_backup_schedules
serverless.space.backup.v1.BackupService.GetBackup GET /api/serverless/backup/v1/accounts/{account_id}/backups/{backup_id} read:serverless_backups
serverless.space.backup.v1.BackupService.GetBackupSchedule GET /api/serverless/backup/v1/accounts/{account_id}/backup_schedules/{backup_schedule_id} read:serverless_backup_schedules
serverless.space.backup.v1.BackupService.ListBackupRestores GET /api/serverless/backup/v1/accounts/{account_id}/backup_restores read:serverless_backups
serverless.space.backup.v1.BackupService.ListBackupSchedules GET /api/serverless/backup/v1/accounts/{account_id}/backup_schedules read:serverless_backup_schedules
serverless.space.backup.v1.BackupService.ListBackups GET /api/serverless/backup/v1/accounts/{account_id}/backups read:serverless_backups
serverless.space.backup.v1.BackupService.RestoreBackup POST /api/serverless/backup/v1/accounts/{account_id}/backups/{backup_id}/restore restore:serverless_backups
serverless.space.backup.v1.BackupService.UpdateBackupSchedule PUT /api/serverless/backup/v1/accounts/{backup_schedule.account_id}/backup_schedules/{backup_schedule.id} write:serverless_backup_schedules
serverless.space.v1.SpaceService.CreateSpace POST /api/serverless/v1/accounts/{space.account_id}/spaces write:serverless_spaces
serverless.space.v1.SpaceService.CreateSpaceFromBackup POST /api/serverless/v1/accounts/{account_id}/backups/{backup_id}/spaces restore:serverless_backups+write:serverless_spaces
serverless.space.v1.SpaceService.DeleteSpace DELETE /api/serverless/v1/accounts/{account_id}/spaces/{space_id} delete:serverless_spaces
serverless.space.v1.SpaceService.GetSpace GET /api/serverless/v1/accounts/{account_id}/spaces/{space_id} read:serverless_spaces
serverless.space.v1.SpaceService.ListSpaces GET /api/serverless/v1/accounts/{account_id}/spaces read:serverless_spaces
serverless.space.v1.SpaceService.SuggestSpaceName GET /api/serverless/v1/accounts/{account_id}/spaces/suggest-name -
serverless.space.v1.SpaceService.UpdateSpace PUT /api/serverless/v1/accounts/{space.account_id}/spaces/{space.id} write:serverless_spaces
ui.v1.AggregationService.ListUsersWithRoles GET /api/ui/v1/accounts/{account_id}/users read:users+read:roles
ui.v1.ClusterDataService.ListCollections GET /api/ui/v1/accounts/{account_id}/clusters/{cluster_id}/collections read:clusters user
`

func TestMethods(t *testing.T) {
	c := catalog(t)
	var want, got []string
	for line := range strings.Lines(strings.TrimSpace(methods)) {
		want = append(want, strings.TrimSpace(line))
	}
	for i := range c.Methods {
		got = append(got, line(&c.Methods[i]))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(got) != 152 {
		t.Errorf("%d methods, want 152", len(got))
	}
}

// line writes a method as in the table.
func line(m *schema.Method) string {
	needs := "-"
	switch {
	case m.Public:
		needs = "public"
	case len(m.AllOf) > 0:
		needs = strings.Join(m.AllOf, "+")
	case len(m.AnyOf) > 0:
		needs = strings.Join(m.AnyOf, "|")
	}
	out := m.Name + " " + strings.Join(m.REST, ",") + " " + needs
	if m.UserOnly {
		out += " user"
	}
	return out
}

// What a permission opens is what the methods say of it.
func TestOperations(t *testing.T) {
	c := catalog(t)
	var unguarded []string
	want := map[string][]schema.Operation{}
	for _, m := range c.Methods {
		for _, p := range m.AllOf {
			want[p] = append(want[p], schema.Operation{Name: m.Name, REST: m.REST, With: others(m.AllOf, p)})
		}
		for _, p := range m.AnyOf {
			want[p] = append(want[p], schema.Operation{Name: m.Name, REST: m.REST, Or: others(m.AnyOf, p)})
		}
		if len(m.AllOf)+len(m.AnyOf) == 0 && !m.Public {
			unguarded = append(unguarded, m.Name)
		}
	}
	if d := cmp.Diff(unguarded, c.Unguarded); d != "" {
		t.Errorf("unguarded (-methods +catalog):\n%s", d)
	}
	if len(unguarded) != 34 {
		t.Errorf("%d methods need no permission, want 34", len(unguarded))
	}
	for i := range c.Privileges {
		p := &c.Privileges[i]
		got := slices.SortedFunc(slices.Values(p.Operations), func(a, b schema.Operation) int { return strings.Compare(a.Name, b.Name) })
		if d := cmp.Diff(want[p.Name], got); d != "" {
			t.Errorf("%s (-methods +catalog):\n%s", p.Name, d)
		}
		delete(want, p.Name)
	}
	for name := range want {
		t.Errorf("methods need %s, which is no permission", name)
	}
}

func others(names []string, name string) []string {
	var out []string
	for _, n := range names {
		if n != name {
			out = append(out, n)
		}
	}
	return out
}
