#include "lab/checkpoint.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <unistd.h>

#include "core/digest.hpp"

namespace tw::lab {
namespace {

constexpr std::string_view kMagic = "tradewind checkpoint 1\n";
// Length, checksum, bytes. No record of ours comes near the bound; a torn length often passes it.
constexpr std::size_t kChecksumSize = 32;
constexpr std::uint64_t kRecordMax = std::uint64_t{1} << 30;

std::string head_of(const std::string& key) { return std::string{kMagic} + key + "\n"; }

std::string checksum_of(std::uint64_t number, std::string_view record) {
  Digest digest;
  digest.update(static_cast<std::int64_t>(number));
  digest.update(record);
  return digest.hex();
}

std::string framed(std::uint64_t number, std::string_view record) {
  std::string text;
  text.reserve(sizeof(std::uint64_t) + kChecksumSize + record.size());
  for (int byte = 0; byte < 8; ++byte) {
    text += static_cast<char>(static_cast<std::uint64_t>(record.size()) >> (8 * byte));
  }
  text += checksum_of(number, record);
  text += record;
  return text;
}

/// Reads the next record into `record`. Returns false at the end, or where it does not hold.
bool read_record(std::istream& file, std::uint64_t number, std::string& record) {
  char size_bytes[8];
  char checksum[kChecksumSize];
  if (!file.read(size_bytes, sizeof size_bytes)) return false;
  if (!file.read(checksum, sizeof checksum)) return false;
  std::uint64_t size = 0;
  for (int byte = 0; byte < 8; ++byte) {
    size |= static_cast<std::uint64_t>(static_cast<unsigned char>(size_bytes[byte])) << (8 * byte);
  }
  if (size > kRecordMax) return false;
  record.resize(size);
  if (!file.read(record.data(), static_cast<std::streamsize>(size))) return false;
  return checksum_of(number, record) == std::string_view{checksum, sizeof checksum};
}

std::unexpected<store::FileError> refusal(const std::string& path, std::string_view reason) {
  return std::unexpected{
      store::FileError{"cannot resume from '" + path + "': " + std::string{reason}}};
}

}  // namespace

std::expected<Checkpoint, store::FileError> Checkpoint::open(const std::string& path,
                                                             const std::string& key,
                                                             const OnRecord& on_record) {
  store::Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0644)};
  if (!file) {
    return refusal(path, std::string{std::strerror(errno)} +
                             "; name a file in a folder that exists and is writable");
  }
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    return refusal(path, "another process is at work on it; wait for it, or name another file");
  }
  Checkpoint checkpoint{std::move(file), path};
  const std::string head = head_of(key);
  std::ifstream found{path, std::ios::binary};
  std::string start(head.size(), '\0');
  found.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(found.gcount()));
  if (start != head) {
    // A kill while the head was written leaves a part of it: as good as nothing.
    const bool is_ours = start.size() < head.size() && head.starts_with(start);
    if (!is_ours && !start.starts_with(kMagic))
      return refusal(path, "it is no checkpoint; name another file");
    if (!is_ours) {
      return refusal(path,
                     "it belongs to other work (data, parameters or program differ); "
                     "name another file, or remove it to start again");
    }
    if (::ftruncate(checkpoint.file_.get(), 0) != 0 || !checkpoint.file_.write_all(head)) {
      return refusal(path, std::strerror(errno));
    }
    return checkpoint;
  }
  std::uint64_t good = head.size();
  for (std::string record; read_record(found, checkpoint.records_, record);) {
    on_record(record);
    checkpoint.records_ += 1;
    good += sizeof(std::uint64_t) + kChecksumSize + record.size();
  }
  if (::ftruncate(checkpoint.file_.get(), static_cast<off_t>(good)) != 0) {
    return refusal(path, std::strerror(errno));
  }
  return checkpoint;
}

bool Checkpoint::stands_at(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::string start(kMagic.size(), '\0');
  return file.read(start.data(), static_cast<std::streamsize>(start.size())) && start == kMagic;
}

std::expected<void, store::FileError> Checkpoint::append(std::string_view record) {
  if (!file_.write_all(framed(records_, record))) {
    return std::unexpected{store::FileError{"cannot write '" + path_ +
                                            "': " + std::strerror(errno) +
                                            "; give room or another place for the checkpoint"}};
  }
  records_ += 1;
  return {};
}

}  // namespace tw::lab
