#include "store/journal_pack.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

#include "core/assert.hpp"
#include "store/descriptor.hpp"
#include "store/journal_form.hpp"

namespace tw::store {
namespace {

namespace fs = std::filesystem;

/// No file of a journal is larger: where a packed one says that it is, it is none of ours.
constexpr std::size_t kUnpackedMax = std::size_t{1} << 30;

struct CloseGzip {
  void operator()(gzFile file) const { ::gzclose(file); }
};
using Gzip = std::unique_ptr<gzFile_s, CloseGzip>;

std::string packed(std::string_view bytes) {
  z_stream zip{};
  constexpr int kGzipFrame = 15 + 16;  // zlib's words for the largest window, in a frame of gzip.
  constexpr int kMemory = 8;
  const int begun = ::deflateInit2(&zip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipFrame, kMemory,
                                   Z_DEFAULT_STRATEGY);
  TW_ASSERT(begun == Z_OK);
  std::string out(::deflateBound(&zip, bytes.size()), '\0');
  zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // It only reads.
  zip.avail_in = static_cast<uInt>(bytes.size());
  zip.next_out = reinterpret_cast<Bytef*>(out.data());
  zip.avail_out = static_cast<uInt>(out.size());
  const int ended = ::deflate(&zip, Z_FINISH);
  TW_ASSERT(ended == Z_STREAM_END);
  out.resize(zip.total_out);
  ::deflateEnd(&zip);
  return out;
}

/// Writes `bytes` as the file `path`, all or nothing, for its owner's eyes as a journal is.
bool write_private(const std::string& path, std::string_view bytes) {
  const std::string partial = path + ".part";
  {
    const Descriptor file{::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!file || !file.write_all(bytes) || ::fsync(file.get()) != 0) return false;
  }
  return ::rename(partial.c_str(), path.c_str()) == 0;
}

/// Packs one file and takes it away.
std::expected<void, FileError> pack(const std::string& path, const std::string& to, int folder,
                                    Compaction& done, AtJournalPoint at_point) {
  const auto file = FileText::read(path);
  if (!file) return std::unexpected{file.error()};
  const std::string_view bytes = file->view();
  if (bytes.size() > kUnpackedMax) {
    return std::unexpected{FileError{"the journal file '" + path + "' is too large to be packed"}};
  }
  const std::string smaller = packed(bytes);
  if (!write_private(to, smaller)) {
    const FileError why = write_error(to, errno);
    ::unlink((to + ".part").c_str());
    return std::unexpected{why};
  }
  const auto copy = unpack(to);
  if (!copy) return std::unexpected{copy.error()};
  if (!*copy || !std::ranges::equal(**copy, std::as_bytes(std::span{bytes}))) {
    return std::unexpected{FileError{"the packed file '" + to +
                                     "' does not read back to what was packed; check the disk"}};
  }
  if (::fsync(folder) != 0) return std::unexpected{write_error(to, errno)};
  if (at_point != nullptr) at_point(JournalPoint::Compaction);
  if (::unlink(path.c_str()) != 0) return std::unexpected{write_error(path, errno)};
  done.files += 1;
  done.bytes_from += bytes.size();
  done.bytes_to += smaller.size();
  return {};
}

}  // namespace

std::string packed_name(std::uint32_t number) { return journal_form::file_name(number) + ".gz"; }

std::expected<std::optional<std::vector<std::byte>>, FileError> unpack(const std::string& path) {
  const Gzip file{::gzopen(path.c_str(), "rbe")};
  if (!file) {
    return std::unexpected{FileError{"cannot read '" + path + "': " + std::strerror(errno)}};
  }
  constexpr std::size_t kStep = std::size_t{1} << 20;
  std::vector<std::byte> bytes;
  while (true) {
    const std::size_t had = bytes.size();
    bytes.resize(had + kStep);
    const int count = ::gzread(file.get(), bytes.data() + had, kStep);
    bytes.resize(had + static_cast<std::size_t>(std::max(count, 0)));
    if (count < 0 || bytes.size() > kUnpackedMax) return std::nullopt;
    if (count < static_cast<int>(kStep)) break;
  }
  // One that was cut ends in the middle; one that gzip did not write is read as it lies.
  int error = Z_OK;
  ::gzerror(file.get(), &error);
  const bool is_whole = error == Z_OK && ::gzdirect(file.get()) == 0;
  return is_whole ? std::optional{std::move(bytes)} : std::nullopt;
}

std::expected<Compaction, FileError> compact(const Journal& journal, std::size_t keep_last,
                                             AtJournalPoint at_point) {
  if (journal.damage()) return std::unexpected{FileError{journal.damage()->message()}};
  const std::string& folder = journal.folder();
  const Descriptor lock{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!lock) return std::unexpected{write_error(folder, errno)};
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return std::unexpected{FileError{"the journal in '" + folder +
                                     "' is being written by another process; end that one first"}};
  }
  Compaction done;
  const std::size_t last = journal.files() - std::min(keep_last, journal.files());
  for (std::size_t i = 1; i <= last; ++i) {
    const auto number = static_cast<std::uint32_t>(i);
    const std::string path = folder + "/" + journal_form::file_name(number);
    if (!fs::exists(path)) continue;  // It is packed.
    if (auto packed = pack(path, folder + "/" + packed_name(number), lock.get(), done, at_point);
        !packed) {
      return std::unexpected{packed.error()};
    }
  }
  ::fsync(lock.get());
  return done;
}

}  // namespace tw::store
