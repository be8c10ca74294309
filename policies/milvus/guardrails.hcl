# What must hold whatever the other files say, checked on what is enforced.

invariant "customer_data_stays" {
  description = "Nobody drops a customer's documents but CI and whoever repairs an incident"
  never {
    privileges = ["DropCollection", "DropDatabase"]
    database   = "tenants"
    except     = [role.break_glass, role.ci]
  }
}

invariant "access_is_reviewed" {
  description = "Access changes through this policy alone"
  never {
    privileges = ["CreateOwnership", "ManageOwnership", "OperatePrivilegeGroup", "RestoreRBAC"]
  }
}

separation "ship_and_repair" {
  description = "Who ships a schema change does not repair what it breaks"
  roles       = [role.break_glass, role.ci]
  at_most     = 1
}
