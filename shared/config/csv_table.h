// A CSV file with a header row, read by column name.
#pragma once

#include <vector>

#include "shared/config/csv.h"
#include "shared/config/problem.h"

namespace redrive::config {

struct CsvColumn {
  std::string_view name;
  bool required = true;
};

// The fields of one row by position in the table's columns; a column the file does not have is empty.
struct CsvRecord {
  unsigned line = 0;
  std::vector<std::string_view> fields;  // valid until the next row
};

class CsvTable {
 public:
  // `file` is the name in the messages. `columns` and `text` must outlive the table.
  CsvTable(std::string_view text, std::string file, std::vector<CsvColumn> columns, Problems& problems);

  // The next row that has as many fields as the header; malformed ones are reported and passed over. False at the end
  // and when the header is no good.
  bool next(CsvRecord& record);

  // Reports what is wrong with a line, as long as the bound of problems is not reached.
  void problem(unsigned line, std::string message);

  // Says how many problems went unreported. Call once, after the last row.
  void finish();

 private:
  void read_header();
  bool check_encoding(std::string_view text);

  std::string file_;
  std::vector<CsvColumn> columns_;
  std::vector<std::size_t> position_;  // column -> field of the row
  CsvReader reader_;
  CsvRow row_;
  std::size_t width_ = 0;  // fields in the header; 0 = unusable
  Problems& problems_;
  std::size_t found_ = 0;
};

}  // namespace redrive::config
