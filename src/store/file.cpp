#include "store/file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "store/descriptor.hpp"

namespace tw::store {
namespace {

constexpr std::size_t kPipeStep = std::size_t{1} << 20;

std::unexpected<FileError> error(std::string_view verb, const std::string& path,
                                 std::string_view reason) {
  return std::unexpected{
      FileError{"cannot " + std::string{verb} + " '" + path + "': " + std::string{reason}}};
}

std::string_view reason_to_read(int number) {
  switch (number) {
    case ENOENT:
      return "there is no such file; check the path";
    case EACCES:
      return "permission denied; make it readable";
    case ENOTDIR:
      return "a part of its path is no folder; check the path";
    case EISDIR:
      return "it is a directory; name a file in it";
    default:
      return std::strerror(number);
  }
}

std::string_view reason_to_write(int number) {
  switch (number) {
    case ENOENT:
      return "its folder does not exist";
    case EACCES:
      return "permission denied; choose a folder that is writable, such as with --home";
    case EROFS:
      return "the file system is read-only; choose another folder, such as with --home";
    case ENOSPC:
      return "the disk is full; free some space";
    case EEXIST:
      return "it exists already; choose another name";
    default:
      return std::strerror(number);
  }
}

/// Reads up to `size` bytes; fewer at the end of the file. Returns -1 on an error, as `read` does.
std::ptrdiff_t read_up_to(int descriptor, char* bytes, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::read(descriptor, bytes + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -1;
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return static_cast<std::ptrdiff_t>(done);
}

/// Makes a rename last: the entry stands in its folder, which must be synced too.
void sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path{path}.parent_path().string();
  const Descriptor opened{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY)};
  if (opened) ::fsync(opened.get());
}

}  // namespace

FileError write_error(const std::string& path, int errno_value) {
  return error("write", path, reason_to_write(errno_value)).error();
}

std::expected<FileText, FileError> FileText::read(const std::string& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file) return error("read", path, reason_to_read(errno));
  struct stat facts{};
  if (::fstat(file.get(), &facts) != 0) return error("read", path, reason_to_read(errno));
  if (S_ISDIR(facts.st_mode)) return error("read", path, reason_to_read(EISDIR));
  if (!S_ISREG(facts.st_mode) && !S_ISFIFO(facts.st_mode)) {
    return error("read", path, "it is neither a file nor a pipe; name a CSV file");
  }
  FileText text;
  // One byte more than expected tells whether the file grew; a pipe grows all the time.
  std::size_t room =
      S_ISREG(facts.st_mode) ? static_cast<std::size_t>(facts.st_size) + 1 : kPipeStep;
  text.bytes_ = std::make_unique_for_overwrite<char[]>(room);
  while (true) {
    const std::ptrdiff_t count =
        read_up_to(file.get(), text.bytes_.get() + text.size_, room - text.size_);
    if (count < 0) return error("read", path, reason_to_read(errno));
    text.size_ += static_cast<std::size_t>(count);
    if (text.size_ < room) return text;
    room *= 2;
    auto larger = std::make_unique_for_overwrite<char[]>(room);
    std::memcpy(larger.get(), text.bytes_.get(), text.size_);
    text.bytes_ = std::move(larger);
  }
}

std::expected<void, FileError> write_atomically(const std::string& path,
                                                std::span<const std::string_view> parts) {
  const std::string partial = path + ".part" + std::to_string(::getpid());
  const auto fail = [&](int number) {
    ::unlink(partial.c_str());
    return std::unexpected{write_error(path, number)};
  };
  {
    const Descriptor file{::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (!file) return std::unexpected{write_error(path, errno)};
    for (const std::string_view part : parts) {
      if (!file.write_all(part)) return fail(errno);
    }
    if (::fsync(file.get()) != 0) return fail(errno);
  }
  if (::rename(partial.c_str(), path.c_str()) != 0) return fail(errno);
  sync_folder_of(path);
  return {};
}

std::expected<void, FileError> make_folders(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return error("create", folder, reason_to_write(failed.value()));
  return {};
}

}  // namespace tw::store
