# Run by CPack between staging the files and packing them. Directories get their mode from the umask of whoever builds,
# and a package made under umask 077 would shut others out of the directories it shares. Files have theirs from install().
file(CHMOD_RECURSE ${CPACK_TEMPORARY_DIRECTORY} DIRECTORY_PERMISSIONS
     OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
