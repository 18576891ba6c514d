#include "shared/sys/program_pages.h"

#include <gtest/gtest.h>
#include <link.h>

#include <fstream>
#include <string>

namespace redrive::sys {
namespace {

// This program's own code, as it lies in memory.
struct Code {
  const volatile char* begin = nullptr;
  std::size_t size = 0;
};

Code own_code() {
  Code code;
  ::dl_iterate_phdr(
      [](dl_phdr_info* object, std::size_t, void* into) {
        for (int i = 0; i < object->dlpi_phnum; ++i) {
          const auto& segment = object->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_X)) continue;
          *static_cast<Code*>(into) = {reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr),
                                       segment.p_memsz};
        }
        return 1;  // the first object is the program
      },
      &code);
  return code;
}

// Bytes of the mapping that begins at or before `address` and holds it, resident in this process.
std::size_t resident_around(const volatile char* address) {
  std::ifstream maps("/proc/self/smaps");
  bool here = false;
  for (std::string line; std::getline(maps, line);) {
    if (const auto dash = line.find('-'); dash != line.npos && line.find(':') > dash) {
      const auto at = reinterpret_cast<std::uintptr_t>(address);
      here = std::stoull(line, nullptr, 16) <= at && at < std::stoull(line.substr(dash + 1), nullptr, 16);
    }
    if (here && line.starts_with("Rss:")) return std::stoull(line.substr(4)) * 1024;
  }
  return 0;
}

TEST(ProgramPages, AreTakenOutAndComeBackWhenUsed) {
  const Code code = own_code();
  ASSERT_GT(code.size, 256U * 1024);
  unsigned sum = 0;
  const auto read_all = [&] {
    for (std::size_t at = 0; at < code.size; at += 4096) sum += static_cast<unsigned char>(code.begin[at]);
    return std::exchange(sum, 0);
  };
  const unsigned before = read_all();
  const std::size_t whole = resident_around(code.begin);
  EXPECT_GE(whole, code.size);
  unmap_program_pages();
  EXPECT_LT(resident_around(code.begin), whole / 2);
  EXPECT_EQ(read_all(), before) << "as they were";
}

}  // namespace
}  // namespace redrive::sys
