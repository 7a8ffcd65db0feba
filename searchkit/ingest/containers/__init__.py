"""The files that hold many pages, and give them one by one."""
