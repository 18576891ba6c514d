# Every outside library, once. docs/dependencies.md says what each is for.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZMQ REQUIRED IMPORTED_TARGET libzmq)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0)
# re2.pc and glib's ask for -pthread, which every target has already in its own way; twice spoils the precompiled header.
set_target_properties(PkgConfig::RE2 PkgConfig::GMIME PROPERTIES INTERFACE_COMPILE_OPTIONS "")
# By name and not by path, so that what is linked statically gets the archive.
set_target_properties(PkgConfig::SODIUM PROPERTIES INTERFACE_LINK_LIBRARIES sodium)
if(SODIUM_LIBRARY_DIRS)
  set_target_properties(PkgConfig::SODIUM PROPERTIES INTERFACE_LINK_DIRECTORIES "${SODIUM_LIBRARY_DIRS}")
endif()
find_package(OpenSSL REQUIRED)  # libssl-dev comes with libpoco-dev
find_package(Poco 1.11 REQUIRED COMPONENTS Foundation Net Util NetSSL Crypto)
# Debian's Poco hands its own feature-test macros to whoever links it (_XOPEN_SOURCE=500, _FILE_OFFSET_BITS=64, …); they
# would shut out the shared precompiled header, and g++'s defaults on 64 bits cover them. Its POCO_ ones stay.
foreach(library Foundation Net Util NetSSL Crypto)
  get_target_property(definitions Poco::${library} INTERFACE_COMPILE_DEFINITIONS)
  if(definitions)
    list(FILTER definitions INCLUDE REGEX "^POCO_")
    set_target_properties(Poco::${library} PROPERTIES INTERFACE_COMPILE_DEFINITIONS "${definitions}")
  endif()
endforeach()
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt REQUIRED)
if(REDRIVE_TESTS)
  find_package(GTest REQUIRED)
endif()
