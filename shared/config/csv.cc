#include "shared/config/csv.h"

namespace redrive::config {

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

bool CsvReader::at_line_end() const {
  return at_ >= text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
}

bool CsvReader::at_field_end() const {
  return at_line_end() || text_[at_] == ',';
}

void CsvReader::skip_line_end() {
  if (at_ >= text_.size()) return;
  at_ += text_[at_] == '\r' ? 2 : 1;
  ++line_;
}

void CsvReader::read_quoted(std::string& field, CsvRow& row) {
  const unsigned begun = line_;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '\n') ++line_;
    if (text_[at_] != '"') {
      field += text_[at_];
    } else if (text_.substr(at_, 2) == "\"\"") {
      field += text_[at_++];
    } else {
      ++at_;
      return;
    }
  }
  row.error = "the quote opened in line " + std::to_string(begun) + " is never closed";
}

void CsvReader::read_plain(std::string& field, CsvRow& row) {
  for (; !at_field_end(); ++at_) {
    if (text_[at_] == '"' && row.error.empty())
      row.error = "a quote inside a field; expected the whole field in quotes and the quote doubled";
    field += text_[at_];
  }
}

void CsvReader::read_row(CsvRow& row) {
  for (std::size_t column = 0;; ++column) {
    if (row.fields.size() <= column) row.fields.emplace_back();
    std::string& field = row.fields[column];
    field.clear();
    if (at_ < text_.size() && text_[at_] == '"') {
      read_quoted(field, row);
      if (!at_field_end()) row.error = "text after the closing quote; expected a comma or the end of the line";
    }
    read_plain(field, row);
    if (!at_line_end() && text_[at_] == ',') {
      ++at_;
      continue;
    }
    row.fields.resize(column + 1);
    return;
  }
}

bool CsvReader::next(CsvRow& row) {
  while (at_ < text_.size()) {
    row.line = line_;
    row.error.clear();
    const std::size_t begun = at_;
    read_row(row);
    const bool blank = at_ == begun;
    skip_line_end();
    if (!blank) return true;
  }
  return false;
}

}  // namespace redrive::config
