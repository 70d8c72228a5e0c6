#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "formats/json_value.hpp"
#include "vendor_sim/catalog.hpp"

namespace tw::vendor_sim {

/// A trade or a quote as it goes over a stream.
struct Tick {
  std::string_view symbol;
  bool is_quote = false;
  Price price;
  Price bid;
  Price ask;
  std::int64_t size = 0;
  Timestamp at;
  std::uint64_t number = 0;  ///< Counts the ticks of one vendor.
};

/// What one client has asked to be told.
struct Subscriptions {
  std::set<std::string, std::less<>> trades;
  std::set<std::string, std::less<>> quotes;
};

/// How one vendor's stream speaks to one client: what it says to what it hears.
class StreamVoice {
 public:
  explicit StreamVoice(const Catalog& catalog) : catalog_{catalog} {}
  StreamVoice(const StreamVoice&) = delete;
  StreamVoice& operator=(const StreamVoice&) = delete;
  virtual ~StreamVoice() = default;

  /// Returns what is said at once.
  virtual std::vector<std::string> greeting() const { return {}; }
  /// Returns what is said to `message`, and changes what is subscribed to.
  virtual std::vector<std::string> hear(const formats::JsonValue& message) = 0;
  /// Returns the frames that carry `ticks`, in order.
  virtual std::vector<std::string> frames(std::span<const Tick> ticks) const = 0;

  const Subscriptions& subscriptions() const { return subscriptions_; }

 protected:
  const Catalog& catalog_;
  Subscriptions subscriptions_;
};

/// Ticks that vendors put into one frame, at most.
inline constexpr std::size_t kFrameTicksMax = 50;

std::unique_ptr<StreamVoice> polygon_voice(const Catalog& catalog);
std::unique_ptr<StreamVoice> alpaca_voice(const Catalog& catalog);
std::unique_ptr<StreamVoice> twelve_data_voice(const Catalog& catalog);
std::unique_ptr<StreamVoice> finnhub_voice(const Catalog& catalog);
std::unique_ptr<StreamVoice> tiingo_voice(const Catalog& catalog);
std::unique_ptr<StreamVoice> yahoo_voice(const Catalog& catalog);

/// Returns a text member of `object`; empty when there is none.
std::string text_in(const formats::JsonValue& object, std::string_view name);
/// Returns the texts of an array member, or the parts of a text member between commas.
std::vector<std::string> texts_in(const formats::JsonValue& object, std::string_view name);

}  // namespace tw::vendor_sim
