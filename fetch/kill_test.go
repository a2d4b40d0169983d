package fetch

func runJob(string) int { return 0 }
