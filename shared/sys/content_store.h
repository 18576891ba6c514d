// Packages by digest, each stored once: partial files grow in place and can be resumed, whole ones are verified before
// they get their name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/sys/file.h"

namespace redrive::sys {

// Safe from several threads and processes for different digests; one writer per digest (flock on its partial file).
class ContentStore {
 public:
  // directory/<hex> are whole packages, directory/partial/<hex> unfinished ones. Makes the directories.
  static base::Result<ContentStore> open(const std::filesystem::path& directory);

  bool has(std::string_view digest) const;
  std::filesystem::path path_of(std::string_view digest) const;  // whether or not it is there
  // Reads the whole content again and compares; kNotFound, or kCorrupt and the file is moved aside.
  base::Status verify(std::string_view digest);
  base::Result<std::string> read(std::string_view digest, std::uint64_t offset, std::size_t length) const;
  std::uint64_t size_of(std::string_view digest) const;  // 0 when absent

  // Receives one package.
  class Writer {
   public:
    std::uint64_t offset() const { return offset_; }  // bytes already here: where to go on
    // Appends at offset(); kNoSpace keeps what was written before.
    base::Status append(std::string_view bytes);
    // Size and digest checked, synced, named. kCorrupt deletes the partial file.
    base::Status commit();

   private:
    friend class ContentStore;
    Writer(ContentStore& store, Fd fd, std::string digest, std::uint64_t size);
    ContentStore* store_;
    Fd fd_;
    std::string digest_;
    std::uint64_t size_ = 0, offset_ = 0;
  };
  // Opens the partial file of this package, made where there is none, disk reserved. kConflict when another has it open.
  base::Result<Writer> receive(std::string_view digest, std::uint64_t size);

 private:
  explicit ContentStore(std::filesystem::path directory) : directory_(std::move(directory)) {}
  std::filesystem::path directory_;
};

}  // namespace redrive::sys
