#include "store/order_ids.hpp"

#define XXH_INLINE_ALL
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <type_traits>
#include <xxhash.h>

namespace tw::store {
namespace {

/// What names one run of the system: after another start, what it held in memory is gone.
using Boot = std::array<char, 40>;

struct Slot {
  std::array<char, 8> magic{'T', 'W', 'O', 'R', 'D', 'I', 'D', '\n'};
  std::uint64_t generation = 0;  ///< The larger one of two counts.
  std::uint64_t reserved = 0;
  Boot boot{};
  std::uint64_t checksum = 0;  ///< XXH3 of all before it.
};
static_assert(std::has_unique_object_representations_v<Slot>);
constexpr off_t kSlotBytes = 512;  // A sector each, so that a torn write touches one.

std::uint64_t checksum_of(const Slot& slot) { return XXH3_64bits(&slot, offsetof(Slot, checksum)); }

Boot this_boot() {
  Boot boot{};
  const auto text = FileText::read("/proc/sys/kernel/random/boot_id");
  if (text) std::ranges::copy(text->view().substr(0, boot.size()), boot.begin());
  return boot;
}

}  // namespace

std::expected<OrderIds, FileError> OrderIds::open(std::string path) {
  Descriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (!file) return std::unexpected{write_error(path, errno)};
  OrderIds ids{std::move(path), std::move(file)};
  bool is_empty = true;
  for (const off_t place : {off_t{0}, kSlotBytes}) {
    Slot slot;
    const ssize_t read = ::pread(ids.file_.get(), &slot, sizeof slot, place);
    is_empty = is_empty && read == 0;
    const bool is_whole =
        read == sizeof slot && slot.magic == Slot{}.magic && slot.checksum == checksum_of(slot);
    if (!is_whole || slot.generation <= ids.generation_) continue;
    ids.generation_ = slot.generation;
    ids.reserved_ = slot.reserved;
    ids.is_after_restart_ = slot.boot != this_boot();
  }
  // A file that never came to its first slot has set nothing aside, so nothing was used.
  if (ids.generation_ == 0 && !is_empty) {
    return std::unexpected{FileError{"the file '" + ids.path_ +
                                     "' of order ids is damaged; nothing was changed, restore it "
                                     "from a backup"}};
  }
  return ids;
}

std::expected<void, FileError> OrderIds::reserve(std::uint64_t through) {
  Slot slot{.generation = generation_ + 1,
            .reserved = (through / kBlock + 1) * kBlock,
            .boot = this_boot()};
  slot.checksum = checksum_of(slot);
  const off_t place = slot.generation % 2 == 0 ? kSlotBytes : 0;
  errno = ENOSPC;  // What a write says that takes a part.
  if (::pwrite(file_.get(), &slot, sizeof slot, place) != sizeof slot ||
      ::fdatasync(file_.get()) != 0) {
    return std::unexpected{write_error(path_, errno)};
  }
  generation_ = slot.generation;
  reserved_ = slot.reserved;
  return {};
}

}  // namespace tw::store
