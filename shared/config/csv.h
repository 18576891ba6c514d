// Comma-separated values (RFC 4180): quoted fields with doubled quotes, commas and line breaks, CRLF or LF, a byte
// order mark at the beginning is passed over, blank lines too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redrive::config {

struct CsvRow {
  unsigned line = 0;  // where the row begins, from 1
  std::vector<std::string> fields;
  std::string error;  // not empty: the row is malformed, and how; its fields are what could be read
};

// Reads one row after the other. The text must outlive the reader.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);
  // The next row that is not blank, or nothing at the end. Reuses `row`.
  bool next(CsvRow& row);

 private:
  void read_row(CsvRow& row);
  void read_quoted(std::string& field, CsvRow& row);
  void read_plain(std::string& field, CsvRow& row);
  bool at_line_end() const;
  bool at_field_end() const;
  void skip_line_end();

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned line_ = 1;
};

}  // namespace redrive::config
