#include "shared/cmdline/program.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <iterator>

#include "shared/cmdline/completion.h"
#include "shared/cmdline/man_page.h"
#include "shared/cmdline/mistake.h"

namespace redrive::cmdline {
namespace {

struct Hidden {
  CLI::App *completion = nullptr, *man = nullptr;
  std::string shell;
};

void add_hidden(CLI::App& app, Hidden& hidden) {
  hidden.completion = app.add_subcommand("completion", "Print this program's completion for a shell")->group("");
  hidden.completion->add_option("SHELL", hidden.shell, "bash, zsh or fish")->required();
  hidden.man = app.add_subcommand("man", "Fill the places of a manual page read from standard input")->group("");
}

int print(const base::Result<std::string>& text, const std::string& program) {
  if (!text) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(), text.error().message.c_str());
    return kUsage;
  }
  std::fputs(text->c_str(), stdout);
  return 0;
}

int complain(const Path& path, const std::string& what) {
  const std::string where = path_words(path);
  std::fprintf(stderr, "%s: %s\nUsage: %s\nMore: %s --help\n", where.c_str(), what.c_str(), usage(path).c_str(),
               where.c_str());
  return kUsage;
}

}  // namespace

std::optional<int> parse(CLI::App& app, const ExitCodes& codes, int argc, const char* const* argv) {
  const Command program = read_command(app);  // without the hidden verbs
  Hidden hidden;
  add_hidden(app, hidden);
  std::vector<std::string> words(argv + 1, argv + argc);
  const Path path = follow(program, words);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::fputs(help_text(path, codes).c_str(), stdout);
    return 0;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // the version
    if (words.empty()) {
      std::fputs(help_text(path, codes).c_str(), stderr);
      return kUsage;
    }
    const auto unknown = unknown_word(program, words);
    return complain(path, unknown ? *unknown : reworded(error.what()));
  }
  if (hidden.completion->parsed()) return print(completion_for(hidden.shell, program), program.name);
  if (!hidden.man->parsed()) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  return print(man_page(program, codes, text), program.name);
}

}  // namespace redrive::cmdline
