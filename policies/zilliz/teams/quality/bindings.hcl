binding "evaluation" {
  roles = [role.evaluator, role.kb_reader]
  users = ["svc_eval"]
}
