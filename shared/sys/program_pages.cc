#include "shared/sys/program_pages.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

namespace redrive::sys {
namespace {

// Segments that may be written are left alone: relocations and variables would be lost.
int unmap(dl_phdr_info* object, std::size_t, void*) {
  const auto page = static_cast<ElfW(Addr)>(::sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W)) continue;
    const auto begin = (object->dlpi_addr + segment.p_vaddr) & ~(page - 1);
    const auto end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
    // What cannot be unmapped (the kernel's own object, locked memory) just stays.
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader tells addresses as numbers
    static_cast<void>(::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED));
  }
  return 0;
}

}  // namespace

void unmap_program_pages() {
  ::dl_iterate_phdr(unmap, nullptr);
}

}  // namespace redrive::sys
