#include "store/audit_key.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/descriptor.hpp"

namespace tw::store {

std::expected<formats::PublicKey, FileError> make_signing_key(const std::string& path) {
  std::array<unsigned char, formats::SigningSeed::kSize> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return std::unexpected{FileError{"the system gave no random bytes for a key; try again"}};
  }
  const formats::SigningSeed seed{bytes};
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (!file) return std::unexpected{write_error(path, errno)};
  if (!file.write_all(formats::to_hex(seed.bytes()) + "\n") || ::fsync(file.get()) != 0) {
    const int reason = errno;
    ::unlink(path.c_str());
    return std::unexpected{write_error(path, reason)};
  }
  return formats::public_key_of(seed);
}

std::expected<formats::SigningSeed, FileError> read_signing_key(const std::string& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return std::unexpected{
        FileError{"the signing key '" + path + "' may be read by others: chmod 600 it"}};
  }
  const auto file = FileText::read(path);
  if (!file) return std::unexpected{file.error()};
  std::string_view text = file->view();
  while (text.ends_with('\n')) text.remove_suffix(1);
  const auto bytes = formats::parse_hash(text);
  if (!bytes) {
    return std::unexpected{FileError{"'" + path +
                                     "' is no signing key (64 hex digits); make one with "
                                     "`tradewind audit key FILE`"}};
  }
  return formats::SigningSeed{*bytes};
}

}  // namespace tw::store
