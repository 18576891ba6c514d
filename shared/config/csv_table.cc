#include "shared/config/csv_table.h"

#include <fmt/format.h>

#include "shared/config/checks.h"
#include "shared/config/inventory_csv.h"

namespace redrive::config {
namespace {

constexpr std::size_t kAbsent = SIZE_MAX;

std::string names_of(const std::vector<CsvColumn>& columns) {
  std::string names;
  for (const CsvColumn& column : columns) {
    names += names.empty() ? "" : ", ";
    names += column.name;
    names += column.required ? "" : " (optional)";
  }
  return names;
}

}  // namespace

CsvTable::CsvTable(std::string_view text, std::string file, std::vector<CsvColumn> columns, Problems& problems)
    : file_(std::move(file)), columns_(std::move(columns)), reader_(text), problems_(problems) {
  if (check_encoding(text)) read_header();
}

bool CsvTable::check_encoding(std::string_view text) {
  const auto lines = lines_not_utf8(text);
  for (const unsigned line : lines) problem(line, "is not UTF-8 text; expected the file saved as UTF-8");
  return lines.empty();
}

void CsvTable::read_header() {
  if (!reader_.next(row_)) return problem(0, "is empty; expected a header row naming " + names_of(columns_));
  position_.assign(columns_.size(), kAbsent);
  bool good = row_.error.empty();
  if (!good) problem(row_.line, row_.error);
  for (std::size_t field = 0; field < row_.fields.size(); ++field) {
    const auto& name = row_.fields[field];
    const auto column =
        std::find_if(columns_.begin(), columns_.end(), [&](const CsvColumn& c) { return c.name == name; });
    std::size_t* position =
        column == columns_.end() ? nullptr : &position_[static_cast<std::size_t>(column - columns_.begin())];
    if (position != nullptr && *position == kAbsent) {
      *position = field;
      continue;
    }
    good = false;
    problem(row_.line, position == nullptr
                           ? fmt::format("column {} is not known; expected {}", in_quotes(name), names_of(columns_))
                           : fmt::format("column {} is there twice", in_quotes(name)));
  }
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    if (!columns_[column].required || position_[column] != kAbsent) continue;
    good = false;
    problem(row_.line, fmt::format("column {} is missing; expected {}", columns_[column].name, names_of(columns_)));
  }
  if (good) width_ = row_.fields.size();
}

bool CsvTable::next(CsvRecord& record) {
  while (width_ > 0 && reader_.next(row_)) {
    if (!row_.error.empty()) {
      problem(row_.line, row_.error);
    } else if (row_.fields.size() != width_) {
      problem(row_.line, fmt::format("has {} fields; expected {} as in the header", row_.fields.size(), width_));
    } else {
      record.line = row_.line;
      record.fields.clear();
      for (const std::size_t field : position_) {
        record.fields.push_back(field == kAbsent ? std::string_view() : std::string_view(row_.fields[field]));
      }
      return true;
    }
  }
  return false;
}

void CsvTable::problem(unsigned line, std::string message) {
  if (++found_ <= kMaxInventoryProblems) problems_.push_back({file_, line, std::move(message)});
}

void CsvTable::finish() {
  if (found_ <= kMaxInventoryProblems) return;
  problems_.push_back(
      {file_, 0, fmt::format("has {} more problems that are not listed", found_ - kMaxInventoryProblems)});
}

}  // namespace redrive::config
