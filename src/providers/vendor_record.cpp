#include "providers/vendor_record.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tw::providers {
namespace {

constexpr std::string_view kFirstLine = "tradewind vendor record 1";
constexpr std::string_view kLastLine = "end";
constexpr double kWeight = 0.2;
constexpr double kLatencyHalves_s = 5.0;
constexpr Duration kForgivesHalf = Duration::minutes(10);

void mix(double& average, double sample) { average += kWeight * (sample - average); }

/// The words of one line; the last may hold blanks.
class Words {
 public:
  explicit Words(std::string_view line) : rest_{line} {}

  std::string_view next() {
    const std::string_view word = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(std::min(rest_.size(), word.size() + 1));
    return word;
  }
  std::string_view rest() const { return rest_; }
  template <class Number>
  Number number() {
    const std::string_view word = next();
    Number value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) is_good_ = false;
    return value;
  }
  Timestamp time() { return {number<std::int64_t>()}; }
  bool is_good() const { return is_good_; }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

/// Appends lines of words.
class Lines {
 public:
  explicit Lines(std::string_view first) : text_{first} {}

  Lines& line(std::string_view name) {
    text_ += '\n';
    text_ += name;
    return *this;
  }
  Lines& operator<<(std::string_view word) {
    text_ += ' ';
    text_ += word;
    return *this;
  }
  template <class Number>
    requires std::is_arithmetic_v<Number>
  Lines& operator<<(Number number) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return *this << std::string_view{buffer.data(), end};
  }
  Lines& operator<<(Timestamp at) { return *this << at.unix_ns; }
  Lines& operator<<(const Off& off) {
    return *this << to_string(off.reason) << off.until << off.what;
  }
  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
};

std::optional<Off> off_of(Words& words) {
  const auto reason = vendor::parse_outcome(words.next());
  const Timestamp until = words.time();
  if (!reason || !words.is_good()) return std::nullopt;
  return Off{.reason = *reason, .until = until, .what = std::string{words.rest()}};
}

bool read_bucket(Words& words, VendorRecord& record) {
  const auto count = words.number<std::int64_t>();
  const Duration window{words.number<std::int64_t>()};
  const auto newest = words.number<std::int64_t>();
  std::array<std::int64_t, Bucket::kSlots + 1> spent{};
  for (std::int64_t& slot : spent) slot = words.number<std::int64_t>();
  if (!words.is_good() || count <= 0 || window.ns <= 0) return false;
  record.budget.buckets.emplace_back(vendor::RateLimit{.count = count, .window = window})
      .restore(newest, spent);
  return true;
}

bool read_breaker(Words& words, Breaker& breaker) {
  breaker.failures = words.number<std::int32_t>();
  breaker.openings = words.number<std::int32_t>();
  breaker.open_until = words.time();
  breaker.probe_until = words.time();
  return words.is_good();
}

bool read_health(Words& words, Health& health) {
  health.asked = words.number<std::int64_t>();
  health.success = words.number<double>();
  health.latency_s = words.number<double>();
  health.stale = words.number<double>();
  health.asked_at = words.time();
  return words.is_good();
}

bool read_off(std::string_view name, Words& words, VendorRecord& record) {
  if (name == "off") return (record.off = off_of(words)).has_value();
  if (name == "error") return (record.last_error = off_of(words)).has_value();
  const auto operation = vendor::parse_operation(words.next());
  if (!operation) return false;
  auto& held = record.operations_off[static_cast<std::size_t>(*operation)];
  return (held = off_of(words)).has_value();
}

bool read_line(std::string_view line, VendorRecord& record) {
  Words words{line};
  const std::string_view name = words.next();
  if (name == "bucket") return read_bucket(words, record);
  if (name == "breaker") return read_breaker(words, record.breaker);
  if (name == "health") return read_health(words, record.health);
  if (name == "off" || name == "error" || name == "operation-off") {
    return read_off(name, words, record);
  }
  if (name == "told") {
    const auto left = words.number<std::int64_t>();
    record.budget.told = Budget::Told{.left = left, .until = words.time()};
  } else if (name == "throttled") {
    record.throttled_until = words.time();
    record.blocks = words.number<std::int32_t>();
  } else if (name == "counts") {
    record.malformed = words.number<std::int64_t>();
    for (std::int64_t& count : record.outcomes) count = words.number<std::int64_t>();
  } else if (name == "unknown") {
    const Timestamp until = words.time();
    record.unknown_symbols.push_back({.symbol = std::string{words.rest()}, .until = until});
  }
  return words.is_good();
}

}  // namespace

void Health::answered(Duration latency, Timestamp now) {
  const double seconds = static_cast<double>(latency.ns) * 1e-9;
  if (asked == 0) latency_s = seconds;
  asked += 1;
  asked_at = now;
  mix(success, 1.0);
  mix(latency_s, seconds);
}

void Health::failed(Timestamp now) {
  asked += 1;
  asked_at = now;
  mix(success, 0.0);
}

void Health::quoted(bool is_stale) { mix(stale, is_stale ? 1.0 : 0.0); }

double Health::score(Timestamp now) const {
  const double score = success / (1.0 + latency_s / kLatencyHalves_s) * (1.0 - stale / 2.0);
  const double idle = static_cast<double>(std::max<std::int64_t>(0, (now - asked_at).ns));
  return 1.0 - (1.0 - score) * std::exp2(-idle / static_cast<double>(kForgivesHalf.ns));
}

Breaker::State Breaker::state(Timestamp now) const {
  if (openings == 0) return State::Closed;
  return now < open_until ? State::Open : State::HalfOpen;
}

std::string_view to_string(Breaker::State state) {
  switch (state) {
    case Breaker::State::Closed:
      return "closed";
    case Breaker::State::Open:
      return "open";
    case Breaker::State::HalfOpen:
      break;
  }
  return "half-open";
}

std::string to_text(const VendorRecord& record) {
  Lines text{kFirstLine};
  for (const Bucket& bucket : record.budget.buckets) {
    text.line("bucket") << bucket.limit().count << bucket.limit().window.ns << bucket.newest();
    for (const std::int64_t spent : bucket.spent()) text << spent;
  }
  if (const auto& told = record.budget.told) text.line("told") << told->left << told->until;
  text.line("breaker") << record.breaker.failures << record.breaker.openings
                       << record.breaker.open_until << record.breaker.probe_until;
  text.line("health") << record.health.asked << record.health.success << record.health.latency_s
                      << record.health.stale << record.health.asked_at;
  if (record.off) text.line("off") << *record.off;
  if (record.last_error) text.line("error") << *record.last_error;
  for (std::size_t i = 0; i < vendor::kOperations; ++i) {
    const auto& off = record.operations_off[i];
    if (off) text.line("operation-off") << to_string(static_cast<vendor::Operation>(i)) << *off;
  }
  text.line("throttled") << record.throttled_until << record.blocks;
  text.line("counts") << record.malformed;
  for (const std::int64_t count : record.outcomes) text << count;
  for (const auto& unknown : record.unknown_symbols) {
    text.line("unknown") << unknown.until << unknown.symbol;
  }
  text.line(kLastLine).line("");
  return std::move(text).take();
}

std::optional<VendorRecord> parse_record(std::string_view text) {
  VendorRecord record;
  bool is_first = true;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (is_first && line != kFirstLine) return std::nullopt;
    if (line == kLastLine) return text.empty() ? std::optional{std::move(record)} : std::nullopt;
    if (!is_first && !read_line(line, record)) return std::nullopt;
    is_first = false;
  }
  return std::nullopt;
}

}  // namespace tw::providers
