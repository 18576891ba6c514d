// The documents list every key of the item tables, with its type, default and bounds, and no other.
#include "shared/config/reference.h"

#include "tests/unit/config/config_files.h"

namespace redrive::config {
namespace {

// The rows of the documents' tables up to the meaning, each with the section it stands under.
std::vector<std::string> documented(const std::string& text) {
  std::vector<std::string> rows;
  std::string section;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) section = line[3] == '[' ? line.substr(3) : "";
    if (!line.starts_with("| `")) continue;
    std::size_t end = 0;
    for (int cell = 0; cell < 4; ++cell) end = line.find(" |", end + 1);
    EXPECT_GT(line.size(), end + 6) << "no meaning: " << line;
    rows.push_back(section + " " + line.substr(0, end + 2));
  }
  return rows;
}

std::vector<std::string> rows_of(const std::vector<SectionReference>& sections) {
  std::vector<std::string> rows;
  for (const auto& section : sections) {
    for (const auto& item : section.items) rows.push_back(section.label + " " + reference_row(item));
  }
  return rows;
}

TEST(Reference, ConfigurationDocumentIsComplete) {
  auto expected = rows_of(central_reference());
  const auto agent = rows_of(agent_reference());
  expected.insert(expected.end(), agent.begin(), agent.end());
  EXPECT_GT(expected.size(), 50U);
  EXPECT_THAT(documented(source_text("docs/configuration.md")), testing::UnorderedElementsAreArray(expected));
}

TEST(Reference, JobFileDocumentIsComplete) {
  EXPECT_THAT(documented(source_text("docs/job-file.md")),
              testing::UnorderedElementsAreArray(rows_of(job_reference())));
}

TEST(Reference, RowsShowTypeDefaultAndBounds) {
  EXPECT_THAT(rows_of(central_reference()),
              testing::Contains("[thresholds] | `limit` | whole number | `2` | from 0 to 1000000 |"));
  EXPECT_THAT(rows_of(central_reference()),
              testing::Contains(testing::HasSubstr("[[centre]] | `id` | name | required |")));
  EXPECT_THAT(rows_of(agent_reference()),
              testing::Contains("[agent] | `offline_approval` | boolean | `false` | true or false |"));
}

}  // namespace
}  // namespace redrive::config
