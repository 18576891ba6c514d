# One folder with code = one static library `redrive_<name>` with declared dependencies.

# The headers nearly every file includes, compiled once and shared by every library and test.
file(WRITE ${CMAKE_BINARY_DIR}/pch.cc "")
add_library(redrive_pch STATIC ${CMAKE_BINARY_DIR}/pch.cc)
target_link_libraries(redrive_pch PUBLIC redrive_options Threads::Threads)
target_precompile_headers(redrive_pch PRIVATE
  <algorithm> <array> <chrono> <cstdint> <cstring> <deque> <filesystem> <functional> <map> <memory> <mutex>
  <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <tl/expected.hpp>)

# add_redrive_library(<name> SOURCES a.cc … [DEPENDS base model …] [EXTERNAL Poco::Net …])
# DEPENDS names other folders' libraries without the prefix; EXTERNAL names outside ones and is private: what a
# library wraps stays inside it.
function(add_redrive_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;EXTERNAL" ${ARGN})
  add_library(redrive_${name} STATIC ${ARG_SOURCES})
  list(TRANSFORM ARG_DEPENDS PREPEND redrive_)
  target_link_libraries(redrive_${name} PUBLIC redrive_options Threads::Threads ${ARG_DEPENDS} PRIVATE ${ARG_EXTERNAL})
  target_precompile_headers(redrive_${name} REUSE_FROM redrive_pch)
endfunction()

# add_redrive_program(<name> SOURCES main.cc [DEPENDS …] [EXTERNAL …]) -> build/bin/<name>
function(add_redrive_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;EXTERNAL" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  list(TRANSFORM ARG_DEPENDS PREPEND redrive_)
  target_link_libraries(${name} PRIVATE redrive_options Threads::Threads ${ARG_DEPENDS} ${ARG_EXTERNAL})
  target_precompile_headers(${name} REUSE_FROM redrive_pch)
endfunction()

# The same, linked statically, so that it runs on any server of its platform and opens no file to start. Sanitizers need
# their shared libraries, so in builds with them it is an ordinary program, and cannot run sealed (sys/sealed.h).
function(add_redrive_static_program name)
  add_redrive_program(${name} ${ARGN})
  if(NOT REDRIVE_SANITIZE)
    target_link_options(${name} PRIVATE -static-pie)
  endif()
endfunction()

# add_redrive_test(<name> [LABEL unit|contract|e2e] SOURCES x_test.cc … [DEPENDS …] [EXTERNAL …]); a GoogleTest program.
function(add_redrive_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPENDS;EXTERNAL" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  list(TRANSFORM ARG_DEPENDS PREPEND redrive_)
  target_link_libraries(${name} PRIVATE redrive_options Threads::Threads ${ARG_DEPENDS} ${ARG_EXTERNAL} GTest::gmock GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM redrive_pch)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT "REDRIVE_SOURCE_DIR=${CMAKE_SOURCE_DIR};REDRIVE_BIN_DIR=${CMAKE_BINARY_DIR}/bin")
endfunction()
