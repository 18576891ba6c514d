// Packages by digest, each stored once: partial files grow in place and can be resumed, whole ones are verified before
// they get their name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "shared/base/digest.h"
#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/sys/file.h"

namespace redrive::sys {

// Safe from several threads and processes for different digests; one writer per digest (flock on its partial file). A
// digest that fails base::check_digest is kInvalid and never becomes a path. Layout: docs/formats.md.
class ContentStore {
 public:
  // directory/<hex> are whole packages, directory/partial/<hex> unfinished ones, directory/corrupt/<hex> those that
  // failed verify(). Makes the directories.
  static base::Result<ContentStore> open(const std::filesystem::path& directory);

  bool has(std::string_view digest) const;
  std::filesystem::path path_of(std::string_view digest) const;  // whether or not it is there; empty for no digest
  // Counts as a use: where this is well the package is there, and trim() leaves it until it was not used lately any
  // more. kNotFound. Does not wait for a disk.
  base::Status use(std::string_view digest) const;
  // Counts as a use. Reads the whole content again and compares; kNotFound, or kCorrupt and the file is moved aside.
  // Takes about a second per gigabyte: not on a loop.
  base::Status verify(std::string_view digest);
  // Fewer than `length` bytes at the end of the content, none past it.
  base::Result<std::string> read(std::string_view digest, std::uint64_t offset, std::size_t length) const;
  std::uint64_t size_of(std::string_view digest) const;   // 0 when absent
  std::uint64_t held_for(std::string_view digest) const;  // bytes of disk its partial file takes up or has reserved

  // Receives one package; one thread, and not longer than the store. Dropped without commit() it keeps the partial
  // file, and the next receive() goes on from there.
  class Writer {
   public:
    std::uint64_t offset() const { return offset_; }  // bytes already here: where to go on
    // Appends at offset(); kNoSpace keeps what was written before. kInvalid, and nothing written, past the size.
    base::Status append(std::string_view bytes);
    // Size and digest checked, synced, named; the writer is finished. kInvalid while bytes are missing, and it can go
    // on. kCorrupt deletes the partial file, and so does a failed sync: what the disk then holds is not known.
    base::Status commit();

   private:
    friend class ContentStore;
    Writer(ContentStore& store, Fd fd, std::string digest, std::uint64_t size);
    base::Status resume();  // takes up what the partial file holds
    base::Status reserve();
    base::Status name_it();
    std::filesystem::path partial() const;
    ContentStore* store_;
    Fd fd_;
    std::string digest_;
    std::uint64_t size_ = 0, offset_ = 0;
    base::Hasher hasher_;  // has seen the bytes before offset_
  };
  // Opens the partial file of this package, made where there is none, disk reserved (kNoSpace when there is not that
  // much). Reads what is already there: not on a loop. kConflict when it is whole already (has() tells) or when another
  // has it open. A partial file longer than `size` is begun anew.
  base::Result<Writer> receive(std::string_view digest, std::uint64_t size);

  // Removes partial and corrupt files last written before `older_than`, except those open in a writer. How many.
  base::Result<std::size_t> clean_partials(base::UtcTime older_than);

  struct TrimLimits {
    std::set<std::string> needed;  // digests that stay whatever the limits say
    base::UtcTime unused_since;    // what was last received, read, verified or use()d before goes
    base::UtcTime used_lately;     // what was used since stays, also when there is too much
    std::uint64_t bytes;           // of whole packages: the least recently used go until no more are left
  };
  struct Trimmed {
    std::size_t removed = 0;
    std::uint64_t removed_bytes = 0, kept_bytes = 0;
  };
  // Removes whole packages. Reads the directory, not the packages.
  base::Result<Trimmed> trim(const TrimLimits& limits);

 private:
  explicit ContentStore(std::filesystem::path directory) : directory_(std::move(directory)) {}
  std::filesystem::path partial_of(std::string_view digest) const;
  // While this is held no other takes a name away from a whole package, nor uses one.
  base::Result<Fd> hold_names() const;
  base::Status move_aside(std::string_view digest, int damaged);
  base::Result<bool> remove_unused(const std::filesystem::path& path, base::UtcTime since);
  std::filesystem::path directory_;
};

}  // namespace redrive::sys
