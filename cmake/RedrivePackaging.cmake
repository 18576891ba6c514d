# What is installed where, and the three Debian packages made of it (docs/packaging.md). Included last by the top
# CMakeLists.txt, when all programs are known.
#
# Everything lands in /usr/bin, not /usr/sbin: operators run `redrive-agent jobs` and `redrive-central key` themselves,
# and sbin is not in their PATH.

# Each component is a package of its own: central -> redrive-central, agent -> redrive-agent, cli -> redrive.
set(CPACK_COMPONENTS_ALL central agent cli)

set(packaging ${CMAKE_SOURCE_DIR}/packaging)
set(prepared ${CMAKE_BINARY_DIR}/packaging)

# Compresses `file` to `name`.gz as Debian wants it: best and without a time stamp. Sets `result` to the compressed one.
function(compressed file name result)
  set(out ${prepared}/${name}.gz)
  add_custom_command(OUTPUT ${out} COMMAND gzip -9nc ${file} > ${out} DEPENDS ${file} VERBATIM)
  set_property(GLOBAL APPEND PROPERTY redrive_compressed ${out})
  set(${result} ${out} PARENT_SCOPE)
endfunction()

# What `program` itself writes when it is called with these words: the manual page whose places it fills from `input`, or
# its completion for a shell. Sets `result` to the file `name` that is made of it.
function(told_by program input name result)
  set(out ${prepared}/${name})
  add_custom_command(OUTPUT ${out} COMMAND ${program} ${ARGN} < ${input} > ${out} DEPENDS ${program} ${input} VERBATIM)
  set_property(GLOBAL APPEND PROPERTY redrive_compressed ${out})
  set(${result} ${out} PARENT_SCOPE)
endfunction()

# Where each shell looks for what packages bring.
function(redrive_completions component program)
  told_by(${program} /dev/null ${program}.bash bash completion bash)
  install(FILES ${bash} DESTINATION share/bash-completion/completions RENAME ${program} COMPONENT ${component})
  told_by(${program} /dev/null ${program}.zsh zsh completion zsh)
  install(FILES ${zsh} DESTINATION share/zsh/vendor-completions RENAME _${program} COMPONENT ${component})
  told_by(${program} /dev/null ${program}.fish fish completion fish)
  install(FILES ${fish} DESTINATION share/fish/vendor_completions.d COMPONENT ${component})
endfunction()

# redrive_install(<component> PACKAGE <name> PROGRAM <target> MAN <page> [EXAMPLES files …])
function(redrive_install component)
  cmake_parse_arguments(ARG "" "PACKAGE;PROGRAM;MAN" "EXAMPLES" ${ARGN})
  install(TARGETS ${ARG_PROGRAM} RUNTIME DESTINATION bin COMPONENT ${component})
  redrive_completions(${component} ${ARG_PROGRAM})
  told_by(${ARG_PROGRAM} ${packaging}/man/${ARG_MAN}.in ${ARG_MAN} page man)
  compressed(${page} ${ARG_MAN} man)
  string(REGEX REPLACE ".*\\." "man" section ${ARG_MAN})
  install(FILES ${man} DESTINATION share/man/${section} COMPONENT ${component})
  compressed(${packaging}/deb/changelog ${ARG_PACKAGE}.changelog changelog)
  install(FILES ${changelog} DESTINATION share/doc/${ARG_PACKAGE} RENAME changelog.gz COMPONENT ${component})
  install(FILES ${packaging}/deb/copyright DESTINATION share/doc/${ARG_PACKAGE} COMPONENT ${component})
  install(FILES ${ARG_EXAMPLES} DESTINATION share/doc/${ARG_PACKAGE}/examples COMPONENT ${component})
endfunction()

# The parts of a package that runs as a service. Its user, its unit and its state directory bear the package's name.
# redrive_service(<component> PACKAGE <name> CONFIG <file in packaging/etc> GECOS <the user's full name>)
function(redrive_service component)
  cmake_parse_arguments(ARG "" "PACKAGE;CONFIG;GECOS" "" ${ARGN})
  set(PACKAGE ${ARG_PACKAGE})
  set(CONFIG ${ARG_CONFIG})
  set(GECOS ${ARG_GECOS})
  set(control ${prepared}/${component})
  foreach(script postinst prerm postrm)
    configure_file(${packaging}/deb/${script}.in ${control}/${script} @ONLY FILE_PERMISSIONS
                   OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  endforeach()
  file(WRITE ${control}/conffiles "/etc/redrive/${CONFIG}\n")
  # It may come to hold secrets; postinst gives it to the service's group.
  install(FILES ${packaging}/etc/${CONFIG} DESTINATION /etc/redrive COMPONENT ${component}
          PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
  install(FILES ${packaging}/systemd/${PACKAGE}.service DESTINATION /lib/systemd/system COMPONENT ${component})
  string(TOUPPER ${component} upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA
      "${control}/postinst;${control}/prerm;${control}/postrm;${control}/conffiles" PARENT_SCOPE)
endfunction()

redrive_install(central PACKAGE redrive-central PROGRAM redrive-central MAN redrive-central.8
                EXAMPLES etc/central.toml etc/devices.csv etc/locations.csv etc/outages.d/example.ics etc/mail/subject.txt
                         etc/mail/body.txt etc/mail/body.html etc/monitoring/redrive-alerts.yml
                         etc/monitoring/redrive-dashboard.json)
redrive_install(agent PACKAGE redrive-agent PROGRAM redrive-agent MAN redrive-agent.8
                EXAMPLES etc/agent.toml ${packaging}/systemd/commands-with-sudo.conf)
install(PROGRAMS etc/managers/folders DESTINATION share/redrive-agent/managers COMPONENT agent)
install(PROGRAMS etc/managers/ansible/manager.py DESTINATION share/redrive-agent/managers/ansible COMPONENT agent)
install(FILES etc/managers/ansible/playbook.py etc/managers/ansible/results.py
        DESTINATION share/redrive-agent/managers/ansible COMPONENT agent)
install(FILES etc/managers/ansible/callback_plugins/redrive.py
        DESTINATION share/redrive-agent/managers/ansible/callback_plugins COMPONENT agent)
redrive_install(cli PACKAGE redrive PROGRAM redrive MAN redrive.1 EXAMPLES etc/job.toml)
redrive_service(central PACKAGE redrive-central CONFIG central.toml GECOS "Redrive central")
redrive_service(agent PACKAGE redrive-agent CONFIG agent.toml GECOS "Redrive agent")

get_property(compressed_files GLOBAL PROPERTY redrive_compressed)
add_custom_target(redrive_documents ALL DEPENDS ${compressed_files})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME redrive)
set(CPACK_PACKAGE_VENDOR Redrive)
set(CPACK_PACKAGE_CONTACT "Redrive maintainers <redrive@example.com>")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${packaging}/staged_modes.cmake)
set(CPACK_COMPONENTS_GROUPING IGNORE)  # components, not groups of them, are packages

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_CENTRAL_PACKAGE_NAME redrive-central)
set(CPACK_DEBIAN_CENTRAL_PACKAGE_DEPENDS "adduser, init-system-helpers (>= 1.52)")
set(CPACK_DEBIAN_CENTRAL_PACKAGE_RECOMMENDS "redrive, ca-certificates")
set(CPACK_DEBIAN_CENTRAL_PACKAGE_SUGGESTS "default-mta | mail-transport-agent")
set(CPACK_DEBIAN_CENTRAL_DESCRIPTION "failure alerts of distributions in, one ticket for each cause out
Takes the alerts of failed software distributions durably, finds their common
cause and mails one ticket to the maintenance centre that can mend it. It
starts distributions, and once the cause is mended and an operator approves has
the intermediate servers do again exactly what did not succeed.")

set(CPACK_DEBIAN_AGENT_PACKAGE_NAME redrive-agent)
set(CPACK_DEBIAN_AGENT_PACKAGE_DEPENDS "adduser, init-system-helpers (>= 1.52)")
set(CPACK_DEBIAN_AGENT_PACKAGE_RECOMMENDS "rsync, openssh-client")
set(CPACK_DEBIAN_AGENT_PACKAGE_SUGGESTS "python3, ansible-core")
set(CPACK_DEBIAN_AGENT_DESCRIPTION "distributes software to devices, and does again what did not succeed
Runs on an intermediate server. It keeps what central tells it to distribute in
a log of its own, brings the packages to the devices, reports each outcome, and
rebuilds from that log what has to be done again.")

set(CPACK_DEBIAN_CLI_PACKAGE_NAME redrive)
set(CPACK_DEBIAN_CLI_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_CLI_DESCRIPTION "command line for operators of Redrive
Shows failures, tickets and jobs of a redrive-central, starts distributions,
and plans, approves and follows redistributions, over central's HTTP API.")

include(CPack)

if(REDRIVE_TESTS)
  add_subdirectory(packaging/test)
endif()
