binding "assistant" {
  roles = [role.assistant]
  users = ["svc_assistant", "svc_assistant_eu"]
}
