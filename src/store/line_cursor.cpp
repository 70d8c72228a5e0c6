#include "store/line_cursor.hpp"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace tw::store {
namespace {

constexpr std::size_t kStep = std::size_t{1} << 20;

}  // namespace

std::optional<std::string_view> LineCursor::next() {
  line_at_ = next_at();
  std::size_t seen = start_;
  while (true) {
    const std::size_t unseen = bytes_.size() - seen;
    const void* const found =
        unseen == 0 ? nullptr : std::memchr(bytes_.data() + seen, '\n', unseen);
    if (const auto* const end = static_cast<const char*>(found); end != nullptr) {
      const std::string_view line{bytes_.data() + start_,
                                  static_cast<std::size_t>(end - bytes_.data()) - start_};
      start_ += line.size() + 1;
      return line;
    }
    if (bytes_.size() - start_ > kLineMax) bytes_.resize(start_ + kLineMax);
    const std::size_t pending = bytes_.size() - start_;
    if (!read_more()) return std::nullopt;
    seen = start_ + pending;
  }
}

bool LineCursor::read_more() {
  bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(start_));
  start_ = 0;
  const std::size_t pending = bytes_.size();
  bytes_.resize(pending + kStep);
  ssize_t count = 0;
  do {
    count = ::pread(file_, bytes_.data() + pending, kStep, static_cast<off_t>(read_to_));
  } while (count < 0 && errno == EINTR);
  has_failed_ = count < 0;
  bytes_.resize(pending + static_cast<std::size_t>(count > 0 ? count : 0));
  read_to_ += bytes_.size() - pending;
  return count > 0;
}

}  // namespace tw::store
