// A folder of its own for the files of one test, and ways to look at problems.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "shared/config/problem.h"

namespace redrive::config {

class ConfigFiles {
 public:
  ConfigFiles() {
    std::string pattern = (std::filesystem::temp_directory_path() / "redrive-config-XXXXXX").string();
    folder = mkdtemp(pattern.data());
  }
  ~ConfigFiles() { std::filesystem::remove_all(folder); }
  ConfigFiles(const ConfigFiles&) = delete;
  ConfigFiles& operator=(const ConfigFiles&) = delete;

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    const auto path = folder / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  std::filesystem::path folder;
};

// The problems of what did not parse; fails the test when it did.
template <typename T>
Problems problems_of(const Parsed<T>& parsed) {
  EXPECT_FALSE(parsed.has_value()) << "this was taken as right";
  return parsed.has_value() ? Problems{} : parsed.error();
}

// The value, or a failure that shows the problems.
template <typename T>
T value_of(Parsed<T> parsed) {
  EXPECT_TRUE(parsed.has_value()) << to_text(parsed.error());
  return parsed.has_value() ? std::move(*parsed) : T{};
}

// One wrong text and the one problem it must give.
struct WrongCase {
  std::string text;
  unsigned line;
  std::string message;  // contained in the problem's
};

template <typename T>
void expect_one_problem(const Parsed<T>& parsed, const WrongCase& wrong) {
  SCOPED_TRACE(wrong.text);
  const Problems problems = problems_of(parsed);
  ASSERT_EQ(problems.size(), 1U) << to_text(problems);
  EXPECT_EQ(problems[0].line, wrong.line) << to_text(problems);
  EXPECT_THAT(problems[0].message, testing::HasSubstr(wrong.message));
}

// A file of the source tree.
inline std::filesystem::path source_path(const std::string& path) {
  const char* folder = std::getenv("REDRIVE_SOURCE_DIR");
  return std::filesystem::path(folder == nullptr ? "." : folder) / path;
}

inline std::string source_text(const std::string& path) {
  std::ifstream in(source_path(path), std::ios::binary);
  EXPECT_TRUE(in.good()) << path << " (REDRIVE_SOURCE_DIR names the source folder)";
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace redrive::config
