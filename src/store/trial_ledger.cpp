#include "store/trial_ledger.hpp"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <unistd.h>

#include "store/descriptor.hpp"

namespace tw::store {
namespace {

/// What the ledger of a data set says.
struct Counted {
  std::uint64_t total = 0;
  bool has_search = false;
  std::size_t whole = 0;  ///< Bytes up to the end of the last whole line.
};

Counted read_lines(std::string_view text, std::string_view search_key) {
  Counted counted;
  while (true) {
    const std::size_t end = text.find('\n', counted.whole);
    if (end == std::string_view::npos) return counted;
    const std::string_view line = text.substr(counted.whole, end - counted.whole);
    counted.whole = end + 1;
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    std::uint64_t count = 0;
    const char* const last = line.data() + line.size();
    const auto [read, error] = std::from_chars(line.data() + blank + 1, last, count);
    if (error != std::errc{} || read != last) continue;
    counted.total += count;
    counted.has_search = counted.has_search || line.substr(0, blank) == search_key;
  }
}

}  // namespace

std::expected<std::uint64_t, FileError> count_trials(const std::string& home,
                                                     const std::string& data_key,
                                                     const std::string& search_key,
                                                     std::uint64_t trials) {
  const std::string folder = home + "/trials";
  if (const auto made = make_folders(folder); !made) return std::unexpected{made.error()};
  const std::string path = folder + "/" + data_key;
  const Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0644)};
  if (!file) return std::unexpected{write_error(path, errno)};
  // Held until the descriptor closes: a search that ends at the same moment waits for these lines.
  while (::flock(file.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return std::unexpected{write_error(path, errno)};
  }
  const auto text = FileText::read(path);
  if (!text) return std::unexpected{text.error()};
  const Counted counted = read_lines(text->view(), search_key);
  if (counted.has_search) return counted.total;
  // A line without its end was cut off by a crash, and its search was never answered.
  const bool is_torn = counted.whole < text->view().size();
  if (is_torn && ::ftruncate(file.get(), static_cast<off_t>(counted.whole)) != 0) {
    return std::unexpected{write_error(path, errno)};
  }
  if (!file.write_all(search_key + " " + std::to_string(trials) + "\n")) {
    return std::unexpected{write_error(path, errno)};
  }
  return counted.total + trials;
}

}  // namespace tw::store
