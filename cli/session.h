// One call of `redrive`: what was asked on the command line, and how its result is shown.
#pragma once

#include <functional>
#include <string>

#include "cli/client.h"

namespace redrive::cli {

enum class Form { kText, kJson, kJsonLines };

struct Session {
  ClientOptions central;
  bool json = false, json_lines = false;
  std::function<int()> act;  // set by the verb that was given; returns the exit code

  Client client() const { return Client(central); }
  Client client(std::string token) const { return Client(central, std::move(token)); }  // shows this token
  Form form() const { return json_lines ? Form::kJsonLines : json ? Form::kJson : Form::kText; }
};

int exit_code(const base::Error& error);  // docs/contracts.md, "Exit codes"
int complain(const base::Error& error);   // on stderr; returns the exit code
int print(const std::string& text);       // on stdout, marks (marks.h) as colours there; returns 0

}  // namespace redrive::cli
