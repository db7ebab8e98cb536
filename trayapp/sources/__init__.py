"""Outside voices: what others say of X. One file each."""
