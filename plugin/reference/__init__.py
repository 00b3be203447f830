"""Official reference files, as CMS and CDC publish them, read into typed rows."""
