#include "backtest/command_digest.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <span>
#include <variant>

namespace tw::backtest {
namespace {

/// Fields in a row without padding, least significant byte first.
class Record {
 public:
  void put(std::int64_t value) {
    static_assert(std::endian::native == std::endian::little);
    std::memcpy(bytes_.data() + size_, &value, sizeof value);
    size_ += sizeof value;
  }
  void put(std::string_view text) {
    put(static_cast<std::int64_t>(text.size()));
    std::memcpy(bytes_.data() + size_, text.data(), text.size());
    size_ += text.size();
  }
  std::span<const std::byte> bytes() const { return std::span{bytes_}.first(size_); }

 private:
  std::array<std::byte, 224> bytes_;
  std::size_t size_ = 0;
};

void put(Record& record, Trail trail) {
  record.put(trail.is_percent() ? -trail.percent().raw() : trail.amount().raw());
}

void put(Record& record, const OrderChange& change) {
  record.put(change.quantity.raw());
  record.put(change.limit.raw());
  record.put(change.stop.raw());
  put(record, change.trail);
  record.put(change.limit_offset.raw());
}

void put(Record& record, const OrderRequest& request) {
  record.put(static_cast<std::int64_t>(request.instrument));
  record.put(static_cast<std::int64_t>(request.side));
  record.put(static_cast<std::int64_t>(request.type));
  record.put(static_cast<std::int64_t>(request.time_in_force));
  record.put(std::int64_t{request.reduce_only});
  record.put(std::int64_t{request.outside_hours});
  record.put(static_cast<std::int64_t>(request.group));
  record.put(request.size.quantity().raw());
  record.put(std::bit_cast<std::int64_t>(request.size.fraction()));
  record.put(request.limit.raw());
  record.put(request.stop.raw());
  put(record, request.trail);
  record.put(request.limit_offset.raw());
  record.put(request.expires_at.unix_ns);
  record.put(static_cast<std::int64_t>(request.parent));
  record.put(static_cast<std::int64_t>(request.correlation));
  record.put(request.tag.view());
}

}  // namespace

void CommandDigest::add(const Stamp& stamp, const Command& command) {
  Record record;
  record.put(stamp.at.unix_ns);
  record.put(static_cast<std::int64_t>(command.index()));
  if (const auto* submit = std::get_if<SubmitOrder>(&command)) {
    record.put(static_cast<std::int64_t>(submit->id));
    put(record, *submit->request);
  } else if (const auto* cancel = std::get_if<CancelOrder>(&command)) {
    record.put(static_cast<std::int64_t>(cancel->id));
  } else {
    const auto& replace = std::get<ReplaceOrder>(command);
    record.put(static_cast<std::int64_t>(replace.id));
    put(record, *replace.change);
  }
  digest_.update(record.bytes());
  count_ += 1;
}

}  // namespace tw::backtest
