# The web console: npm builds it from console/, and it becomes part of central. Without npm central has no console, and
# says so to whoever asks for it.
find_program(NPM npm)
find_program(PYTHON3 python3 REQUIRED)
set(console_source ${CMAKE_SOURCE_DIR}/console)
set(console_built ${CMAKE_BINARY_DIR}/console)
set(console_assets ${CMAKE_BINARY_DIR}/console_assets/console_assets.cc)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/console_assets)
set(embed ${PYTHON3} ${CMAKE_SOURCE_DIR}/tools/embed-console ${console_built} ${console_assets})

if(NPM AND EXISTS ${console_source}/package-lock.json)
  set(installed ${CMAKE_BINARY_DIR}/console_packages.stamp)
  add_custom_command(OUTPUT ${installed}
    COMMAND ${NPM} ci --no-audit --no-fund --loglevel=error
    COMMAND ${CMAKE_COMMAND} -E touch ${installed}
    DEPENDS ${console_source}/package-lock.json
    WORKING_DIRECTORY ${console_source} COMMENT "Installing the console's packages" VERBATIM)
  file(GLOB_RECURSE console_files CONFIGURE_DEPENDS ${console_source}/src/* ${console_source}/public/*)
  add_custom_command(OUTPUT ${console_assets}
    COMMAND ${NPM} run --silent build -- --outDir ${console_built} --emptyOutDir --logLevel warn
    COMMAND ${embed}
    DEPENDS ${installed} ${console_files} ${console_source}/index.html ${console_source}/vite.config.ts
            ${console_source}/tsconfig.json ${console_source}/package.json ${CMAKE_SOURCE_DIR}/tools/embed-console
    WORKING_DIRECTORY ${console_source} COMMENT "Building the console" VERBATIM)
else()
  message(STATUS "npm is missing: central is built without its console")
  add_custom_command(OUTPUT ${console_assets}
    COMMAND ${embed} DEPENDS ${CMAKE_SOURCE_DIR}/tools/embed-console VERBATIM)
endif()
