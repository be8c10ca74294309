package bundle

func Valid(data []byte) bool {
	_, ok := valid(data)
	return ok
}
