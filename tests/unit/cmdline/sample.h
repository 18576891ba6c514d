// A small command line as CLI11 holds it, for the tests of what is made of it.
#pragma once

#include <CLI/CLI.hpp>

#include "shared/cmdline/command.h"

namespace redrive::cmdline {

struct Sample {
  CLI::App app{"Does things", "prog"};
  std::string url, name, state, site, server, file;
  std::vector<std::string> leave;
  bool json = false, all = false;

  Sample() {
    app.fallthrough();
    app.require_subcommand(1);
    app.set_help_flag("-h,--help", "Show this");
    app.add_option("--url", url, "Where")->type_name("URL")->capture_default_str();
    app.add_flag("--json", json, "One document");
    auto* things = app.add_subcommand("things", "What there is");
    things->group("Seeing");
    things->require_subcommand(1);
    auto* list = things->add_subcommand("list", "Newest first");
    list->footer(told("About lists.\n\n    set as it is", {"prog things list --state open"}));
    list->add_option("--state", state, "Only so")->type_name("STATE")->check(CLI::IsMember({"open", "shut"}));
    list->add_option("--leave", leave, "Not these")->type_name("PATTERN")->allow_extra_args(false);
    auto* add = things->add_subcommand("add", "One more");
    add->footer(told("", {"prog things add x --site y"}));
    add->add_option("NAME", name, "Its name")->required();
    auto* where = add->add_option_group("where");
    where->add_option("--site", site, "A site")->type_name("CODE");
    where->add_option("--server", server, "A server")->type_name("NAME");
    where->require_option(1);
    auto* read = app.add_subcommand("read", "Read a file");
    read->group("Doing");
    read->footer(told("", {"prog read f"}));
    read->add_option("FILE", file, "It")->required();
    app.add_subcommand("secret", "Nobody sees this")->group("");
    app.footer(told("", {"prog things list"}));
  }
  Command command() const { return read_command(app); }
};

}  // namespace redrive::cmdline
