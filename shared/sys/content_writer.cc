#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/sys/content_store.h"
#include "shared/sys/hash_file.h"
#include "shared/sys/io.h"

namespace redrive::sys {

using base::ErrorCode;
using base::fail;
using Writer = ContentStore::Writer;

Writer::Writer(ContentStore& store, Fd fd, std::string digest, std::uint64_t size)
    : store_(&store), fd_(std::move(fd)), digest_(std::move(digest)), size_(size) {}

std::filesystem::path Writer::partial() const {
  return store_->partial_of(digest_);
}

base::Status Writer::resume() {
  auto there = size_of_file(fd_.get(), partial());
  if (!there) return tl::unexpected(there.error());
  if (*there > size_) {  // received under another size: not trusted
    if (::ftruncate(fd_.get(), 0) != 0) return tl::unexpected(errno_error("truncate", partial(), errno));
  }
  auto hashed = hash_file(fd_.get(), partial(), hasher_);
  if (!hashed) return tl::unexpected(hashed.error());
  offset_ = *hashed;
  return {};
}

base::Status Writer::reserve() {
  if (offset_ == size_) return {};
  const auto at = static_cast<off_t>(offset_), missing = static_cast<off_t>(size_ - offset_);
  if (uninterrupted([&] { return ::fallocate(fd_.get(), FALLOC_FL_KEEP_SIZE, at, missing); }) == 0) return {};
  const int error = errno;
  if (error == EOPNOTSUPP || error == ENOSYS) return {};  // then the disk may fill up on the way, which append() tells
  // Gives back what had been reserved before the disk was full.
  if (offset_ == 0 || ::ftruncate(fd_.get(), at) != 0) ::unlink(partial().c_str());
  return tl::unexpected(errno_error("reserve " + std::to_string(missing) + " bytes for", partial(), error));
}

base::Status Writer::append(std::string_view bytes) {
  if (!fd_) return fail(ErrorCode::kInvalid, digest_ + " is finished already");
  if (bytes.size() > size_ - offset_) {
    return fail(ErrorCode::kInvalid, digest_ + ": " + std::to_string(bytes.size()) + " bytes at " +
                                         std::to_string(offset_) + " go past its size of " + std::to_string(size_));
  }
  auto written = write_at(fd_.get(), bytes, offset_, partial());
  if (!written) {
    // What came of these bytes is not hashed; left there by a failed cut it is written over by the next append.
    static_cast<void>(::ftruncate(fd_.get(), static_cast<off_t>(offset_)));
    return written;
  }
  hasher_.update(bytes);
  offset_ += bytes.size();
  return {};
}

base::Status Writer::commit() {
  if (!fd_) return fail(ErrorCode::kInvalid, digest_ + " is finished already");
  if (offset_ != size_) {
    return fail(ErrorCode::kInvalid, digest_ + " is not complete: " + std::to_string(offset_) + " of " +
                                         std::to_string(size_) + " bytes are there");
  }
  const Fd held = std::move(fd_);                      // and with it the lock, until everything is done
  static_cast<void>(::futimens(held.get(), nullptr));  // received now, for trim(), whenever its last bytes came
  base::Status done;
  if (hasher_.finish() != digest_) {
    done = fail(ErrorCode::kCorrupt, partial().string() + " does not match its digest; it must be received again");
  } else if (uninterrupted([&] { return ::fsync(held.get()); }) != 0) {
    done = tl::unexpected(errno_error("sync", partial(), errno));
  }
  if (done) return name_it();
  ::unlink(partial().c_str());
  return done;
}

base::Status Writer::name_it() {
  const auto from = partial(), to = store_->path_of(digest_);
  int renamed = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  // Not every file system has this flag; the lock has kept other writers away in any case.
  if (renamed != 0 && errno == EINVAL) renamed = ::rename(from.c_str(), to.c_str());
  if (renamed != 0) return tl::unexpected(errno_error("name", to, errno));
  for (const auto& directory : {to.parent_path(), from.parent_path()}) {
    if (auto synced = sync_directory(directory); !synced) {
      ::unlink(to.c_str());  // or has() would tell of a package that the next power cut takes away
      return synced;
    }
  }
  return {};
}

}  // namespace redrive::sys
