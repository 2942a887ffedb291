#pragma once
#include <archive.h>
#include <archive_entry.h>

// The AE_IF* macros hold casts, which Swift does not import.
static const unsigned int CARCHIVE_REGULAR_FILE = AE_IFREG;
static const unsigned int CARCHIVE_DIRECTORY = AE_IFDIR;
static const unsigned int CARCHIVE_SYMBOLIC_LINK = AE_IFLNK;
static const unsigned int CARCHIVE_NAMED_PIPE = AE_IFIFO;
static const unsigned int CARCHIVE_SOCKET = AE_IFSOCK;
