# Language level, warnings, sanitizers and where programs land. Included once by the top CMakeLists.txt.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug or Release" FORCE)
endif()

option(REDRIVE_TESTS "Build the tests" ON)
option(REDRIVE_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
option(REDRIVE_WERROR "Warnings are errors (on in the presets and in CI; off for who builds a release elsewhere)" OFF)
set(REDRIVE_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined or thread")

find_program(CCACHE ccache)
if(CCACHE)
  # CCACHE_NOHASHDIR and the sloppiness let a clean clone in another folder reuse what was compiled before.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

# GCC 12 takes std::string's operator+ for an overflow when it optimises (its bug 105329): -Wno-restrict, and in optimised
# builds -Wno-stringop-overflow and -Wno-array-bounds.
add_library(redrive_options INTERFACE)
target_compile_options(redrive_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wno-restrict -fno-plt
  "$<$<CONFIG:Release>:-Wno-stringop-overflow;-Wno-array-bounds>"
  # The agent rests in memory on every intermediate server: what -O3 adds in code is resident there and gains nothing.
  "$<$<CONFIG:Release>:-O2;-ffunction-sections;-fdata-sections>"
  "$<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-ftree-vectorize;-fvect-cost-model=dynamic>"  # as clang's -O2 does
  "$<$<BOOL:${REDRIVE_WERROR}>:-Werror>")
target_compile_definitions(redrive_options INTERFACE
  MSGPACK_NO_BOOST TOML_HEADER_ONLY=1 TOML_EXCEPTIONS=0 FMT_HEADER_ONLY=1 SPDLOG_FMT_EXTERNAL=1)
target_link_options(redrive_options INTERFACE "$<$<CONFIG:Release>:-Wl,--gc-sections>")
target_include_directories(redrive_options INTERFACE ${CMAKE_SOURCE_DIR})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The PCH is shared by all libraries; ccache needs this to see through it.
  target_compile_options(redrive_options INTERFACE -fpch-preprocess)
endif()
if(REDRIVE_SANITIZE)
  # g++ 12 warns falsely about tl::expected's members once sanitizers are compiled in.
  target_compile_options(redrive_options INTERFACE -Wno-maybe-uninitialized)
  target_compile_options(redrive_options INTERFACE -fsanitize=${REDRIVE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(redrive_options INTERFACE -fsanitize=${REDRIVE_SANITIZE})
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(redrive_options INTERFACE -fuse-ld=mold)
endif()
