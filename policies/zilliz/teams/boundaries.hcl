# A team owns its folder; this is how far it reaches. Files are named from the
# root of the project.

boundary "chat" {
  files     = ["zilliz/teams/chat/**"]
  databases = ["chat", "kb"]
  roles     = "assistant*"
}

boundary "knowledge" {
  files     = ["zilliz/teams/knowledge/**"]
  databases = ["kb"]
  roles     = "kb_*"
}
