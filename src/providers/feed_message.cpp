#include "providers/feed_message.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tw::providers {
namespace {

using vendor::StreamQuote;
using vendor::StreamTrade;
using vendor::SymbolQuote;
using Kind = FeedStatus::Kind;

constexpr std::string_view kMagic = "tradewind-feed";
constexpr std::string_view kForm = "1";
constexpr std::size_t kBytesMax = std::size_t{1} << 20U;  ///< Of a message that is read,
constexpr std::size_t kBytesFull = 60'000;                ///< and of one that is written, about.
constexpr std::size_t kNameMax = 64;
constexpr std::size_t kSymbolMax = 32;
constexpr std::size_t kIdMax = 256;
constexpr std::size_t kWordsMax = 400;
constexpr std::size_t kSymbolsMax = 10'000;
/// Numbers of items end here, so that no sum of two leaves 64 bits.
constexpr std::uint64_t kNumberMax = std::uint64_t{1} << 62U;
constexpr std::array kKinds{std::pair{Kind::Live, "live"}, std::pair{Kind::Stale, "stale"},
                            std::pair{Kind::Gap, "gap"}, std::pair{Kind::Down, "down"}};

/// Returns whether a byte stands for itself in a text.
bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7F && c != '%';
}

/// Writes the fields of one line, a tab before each but the first.
class LineWriter {
 public:
  LineWriter(std::string& out, std::string_view word) : out_{out} { out_ += word; }
  ~LineWriter() { out_ += '\n'; }
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  LineWriter& word(std::string_view plain) {
    out_ += '\t';
    out_ += plain;
    return *this;
  }
  LineWriter& text(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    out_ += '\t';
    for (const char c : text) {
      if (is_plain(c)) {
        out_ += c;
        continue;
      }
      const auto byte = static_cast<unsigned char>(c);
      out_ += '%';
      out_ += kDigits[byte >> 4U];
      out_ += kDigits[byte & 15U];
    }
    return *this;
  }
  template <class Number>
  LineWriter& number(Number value) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    return word({digits.begin(), end});
  }
  LineWriter& time(Timestamp at) { return number(at.unix_ns); }
  template <class Amount>
  LineWriter& amount(Amount amount) {
    return number(amount.raw());
  }
  template <class Amount>
  LineWriter& amount(const std::optional<Amount>& amount) {
    return amount ? number(amount->raw()) : word({});
  }

 private:
  std::string& out_;
};

/// Reads the fields of one line. What is wrong with any of them is told at the end, by `is_whole`.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_{line} {}

  std::string_view word() {
    if (is_over_) return fail();
    const std::size_t tab = rest_.find('\t');
    const std::string_view word = rest_.substr(0, tab);
    is_over_ = tab == std::string_view::npos;
    rest_.remove_prefix(is_over_ ? rest_.size() : tab + 1);
    return word;
  }
  std::string text(std::size_t most) {
    const std::string_view word = this->word();
    std::string text;
    for (std::size_t i = 0; i < word.size(); ++i) {
      char c = word[i];
      if (c == '%') {
        const int byte = i + 2 < word.size() ? hex(word[i + 1]) * 16 + hex(word[i + 2]) : -1;
        c = static_cast<char>(byte);
        if (byte < 0 || is_plain(c)) fail();
        i += 2;
      } else if (!is_plain(c)) {
        fail();
      }
      text += c;
    }
    if (text.size() > most) fail();
    return text;
  }
  template <class Number>
  Number number() {
    return number_of<Number>(word());
  }
  bool flag() {
    const std::string_view word = this->word();
    if (word != "0" && word != "1") fail();
    return word == "1";
  }
  Timestamp time() { return {number<std::int64_t>()}; }
  /// Reads an amount in its own raw units.
  template <class Amount>
  Amount amount() {
    return Amount::from_raw(number<std::int64_t>());
  }
  template <class Amount>
  std::optional<Amount> amount_if_any() {
    const std::string_view digits = word();
    if (digits.empty()) return std::nullopt;
    return Amount::from_raw(number_of<std::int64_t>(digits));
  }
  std::optional<Timestamp> time_if_any() {
    const std::string_view digits = word();
    if (digits.empty()) return std::nullopt;
    return Timestamp{number_of<std::int64_t>(digits)};
  }
  std::optional<Timeframe> timeframe_if_any() {
    const std::string_view text = word();
    if (text.empty()) return std::nullopt;
    const auto timeframe = parse_timeframe(text);
    if (!timeframe || to_string(*timeframe) != text) fail();
    return timeframe;
  }
  Kind kind() {
    const std::string_view word = this->word();
    const auto found = std::ranges::find(kKinds, word, &decltype(kKinds)::value_type::second);
    if (found != kKinds.end()) return found->first;
    fail();
    return Kind::Down;
  }
  std::string_view fail() {
    is_sound_ = false;
    return {};
  }
  /// Returns whether each field was sound, and none is left.
  bool is_whole() const { return is_sound_ && is_over_; }

 private:
  /// Returns the value of a digit, or so little that no sum of two is a byte.
  static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1'000;
  }
  template <class Number>
  Number number_of(std::string_view digits) {
    Number value{};
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    // One number has one form.
    const bool has_zeros = digits.size() > 1 && (digits[0] == '0' || digits.starts_with("-0"));
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size() || has_zeros) fail();
    return value;
  }

  std::string_view rest_;
  bool is_over_ = false;
  bool is_sound_ = true;
};

/// Returns whether a word is a code of a currency.
bool is_code(std::string_view word) {
  return word.size() == 3 && std::ranges::all_of(word, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
         });
}

/// Calls `each(member, least)` for every amount of a quote that may be absent; one list for both
/// directions.
template <class Quote, class Each>
void for_amounts(Quote& quote, const Each& each) {
  each(quote.bid, 1);
  each(quote.ask, 1);
  each(quote.bid_size, 0);
  each(quote.ask_size, 0);
  each(quote.last, 1);
  each(quote.open, 1);
  each(quote.high, 1);
  each(quote.low, 1);
  each(quote.previous_close, 1);
  each(quote.volume, 0);
}

void write(std::string& out, const StreamTrade& trade) {
  LineWriter{out, "t"}
      .text(trade.symbol)
      .time(trade.event_at)
      .amount(trade.price)
      .amount(trade.size)
      .text(trade.id);
}

void write(std::string& out, const StreamQuote& stream) {
  const SymbolQuote& quote = stream.quote;
  LineWriter line{out, "q"};
  const std::string_view currency = quote.currency.view();
  line.text(quote.symbol).word(is_code(currency) ? currency : vendor::kUnsaidCurrency.view());
  line.number(quote.delay.ns);
  if (quote.event_at) {
    line.time(*quote.event_at);
  } else {
    line.word({});
  }
  for_amounts(quote, [&line](const auto& amount, std::int64_t) { line.amount(amount); });
}

void write(std::string& out, const FeedBar& bar) {
  LineWriter{out, "b"}
      .text(bar.symbol)
      .word(to_string(bar.timeframe))
      .number(bar.bar.session.days)
      .time(bar.bar.start)
      .time(bar.bar.end)
      .amount(bar.bar.open)
      .amount(bar.bar.high)
      .amount(bar.bar.low)
      .amount(bar.bar.close)
      .amount(bar.bar.volume)
      .number(bar.is_complete ? 1 : 0)
      .number(bar.is_filled ? 1 : 0);
}

void write(std::string& out, const FeedChange& change) {
  LineWriter{out, "s"}
      .text(change.symbol)
      .word(to_string(change.kind))
      .time(change.at)
      .text(std::string_view{change.source}.substr(0, kNameMax))
      .text(std::string_view{change.why}.substr(0, kWordsMax))
      .time(change.gap_from)
      .time(change.gap_until);
}

// What is sound to send and to take; whatever is not is refused on both sides.
bool is_sound(const std::string& symbol) { return !symbol.empty() && symbol.size() <= kSymbolMax; }

bool is_sound(const StreamTrade& trade) {
  return is_sound(trade.symbol) && trade.event_at.unix_ns >= 0 && trade.price.raw() > 0 &&
         trade.size.raw() >= 0 && trade.id.size() <= kIdMax;
}

bool is_sound(const StreamQuote& stream) {
  const SymbolQuote& quote = stream.quote;
  bool are_sound = is_sound(quote.symbol) && quote.delay.ns >= 0 &&
                   (!quote.event_at || quote.event_at->unix_ns >= 0);
  for_amounts(quote, [&are_sound](const auto& amount, std::int64_t least) {
    are_sound = are_sound && (!amount || amount->raw() >= least);
  });
  return are_sound;
}

bool is_sound(const FeedBar& bar) {
  return is_sound(bar.symbol) && bar.bar.session.days >= 0 && bar.bar.start.unix_ns >= 0 &&
         bar.bar.end > bar.bar.start && bar.bar.open.raw() > 0 && bar.bar.high.raw() > 0 &&
         bar.bar.low.raw() > 0 && bar.bar.close.raw() > 0 && bar.bar.volume.raw() >= 0;
}

bool is_sound(const FeedChange& change) {
  return change.symbol.size() <= kSymbolMax && change.at.unix_ns >= 0 &&
         change.gap_from.unix_ns >= 0 && change.gap_until.unix_ns >= 0;
}

bool is_sound(const FeedItem& item) {
  return std::visit([](const auto& each) { return is_sound(each); }, item);
}

StreamTrade read_trade(LineReader& line) {
  StreamTrade trade;
  trade.symbol = line.text(kSymbolMax);
  trade.event_at = line.time();
  trade.price = line.amount<Price>();
  trade.size = line.amount<Quantity>();
  trade.id = line.text(kIdMax);
  return trade;
}

StreamQuote read_quote(LineReader& line) {
  SymbolQuote quote;
  quote.symbol = line.text(kSymbolMax);
  const std::string_view currency = line.word();
  if (!is_code(currency)) line.fail();
  quote.currency = Currency{currency};
  quote.delay = {line.number<std::int64_t>()};
  quote.event_at = line.time_if_any();
  for_amounts(quote, [&line]<class Amount>(std::optional<Amount>& amount, std::int64_t) {
    amount = line.amount_if_any<Amount>();
  });
  return {std::move(quote)};
}

FeedBar read_bar(LineReader& line) {
  FeedBar bar;
  bar.symbol = line.text(kSymbolMax);
  const auto timeframe = line.timeframe_if_any();
  if (!timeframe) line.fail();
  bar.timeframe = timeframe.value_or(Timeframe{});
  bar.bar.session = {line.number<std::int32_t>()};
  bar.bar.start = line.time();
  bar.bar.end = line.time();
  bar.bar.open = line.amount<Price>();
  bar.bar.high = line.amount<Price>();
  bar.bar.low = line.amount<Price>();
  bar.bar.close = line.amount<Price>();
  bar.bar.volume = line.amount<Volume>();
  bar.is_complete = line.flag();
  bar.is_filled = line.flag();
  return bar;
}

FeedChange read_change(LineReader& line) {
  FeedChange change;
  change.symbol = line.text(kSymbolMax);
  change.kind = line.kind();
  change.at = line.time();
  change.source = line.text(kNameMax);
  change.why = line.text(kWordsMax);
  change.gap_from = line.time();
  change.gap_until = line.time();
  return change;
}

std::optional<FeedItem> read_item(std::string_view text) {
  LineReader line{text};
  const std::string_view kind = line.word();
  FeedItem item;
  if (kind == "t") {
    item = read_trade(line);
  } else if (kind == "q") {
    item = read_quote(line);
  } else if (kind == "b") {
    item = read_bar(line);
  } else if (kind == "s") {
    item = read_change(line);
  } else {
    return std::nullopt;
  }
  if (!line.is_whole() || !is_sound(item)) return std::nullopt;
  return item;
}

/// Takes lines off a text, each with its end.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_{text} {}
  bool is_empty() const { return rest_.empty(); }
  /// Returns nothing where the text breaks off within a line.
  std::optional<std::string_view> next() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }

 private:
  std::string_view rest_;
};

std::string publisher_of(LineReader& head) {
  const std::string_view name = head.word();
  if (!is_publisher_name(name)) head.fail();
  return std::string{name};
}

std::optional<FeedHello> read_hello(LineReader& head, Lines lines) {
  FeedHello hello;
  hello.publisher = publisher_of(head);
  hello.source = head.text(kNameMax);
  hello.bars = head.timeframe_if_any();
  hello.next = head.number<std::uint64_t>();
  hello.is_leaving = head.flag();
  if (!head.is_whole() || hello.next > kNumberMax) return std::nullopt;
  while (!lines.is_empty()) {
    const auto text = lines.next();
    if (!text || hello.symbols.size() == kSymbolsMax) return std::nullopt;
    LineReader line{*text};
    std::string symbol = line.text(kSymbolMax);
    const Kind kind = line.kind();
    if (!line.is_whole() || !is_sound(symbol)) return std::nullopt;
    hello.symbols.emplace_back(std::move(symbol), kind);
  }
  return hello;
}

std::optional<FeedBatch> read_batch(LineReader& head, Lines lines) {
  FeedBatch batch;
  batch.publisher = publisher_of(head);
  batch.first = head.number<std::uint64_t>();
  if (!head.is_whole() || batch.first > kNumberMax || lines.is_empty()) return std::nullopt;
  while (!lines.is_empty()) {
    const auto text = lines.next();
    if (!text) return std::nullopt;
    auto item = read_item(*text);
    if (!item) return std::nullopt;
    batch.items.push_back(std::move(*item));
  }
  return batch;
}

}  // namespace

std::string_view describe(FeedMessageError error) {
  switch (error) {
    case FeedMessageError::NotOurs:
      return "no message of a feed";
    case FeedMessageError::OtherForm:
      return "a message of another form than 1, the one that this build reads: use one build in "
             "all "
             "processes";
    case FeedMessageError::Malformed:
      break;
  }
  return "a message that makes no sense";
}

bool is_publisher_name(std::string_view name) {
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  };
  return !name.empty() && name.size() <= kNameMax && std::ranges::all_of(name, is_fine);
}

std::string feed_hello_text(const FeedHello& hello) {
  std::string text;
  LineWriter{text, kMagic}
      .word(kForm)
      .word("hello")
      .word(hello.publisher)
      .text(std::string_view{hello.source}.substr(0, kNameMax))
      .word(hello.bars ? to_string(*hello.bars) : std::string{})
      .number(hello.next)
      .number(hello.is_leaving ? 1 : 0);
  for (const auto& [symbol, kind] : hello.symbols) {
    std::string line;
    LineWriter{line, {}}.text(symbol).word(to_string(kind));
    text.append(line, 1);  // Without the tab before its first field.
  }
  return text;
}

void FeedBatchWriter::add(const FeedItem& item) {
  if (!is_sound(item)) return skip(1);
  std::visit([this](const auto& each) { write(lines_, each); }, item);
  count_ += 1;
  if (lines_.size() >= kBytesFull) finish();
}

void FeedBatchWriter::skip(std::uint64_t count) {
  if (count == 0) return;
  finish();
  first_ += count;
}

void FeedBatchWriter::finish() {
  if (count_ == 0) return;
  std::string text;
  text.reserve(lines_.size() + 128);
  LineWriter{text, kMagic}.word(kForm).word("batch").word(publisher_).number(first_);
  text += lines_;
  whole_.push_back(std::move(text));
  first_ += count_;
  count_ = 0;
  lines_.clear();
}

std::vector<std::string> FeedBatchWriter::take(bool flush) {
  if (flush) finish();
  return std::exchange(whole_, {});
}

std::expected<std::variant<FeedHello, FeedBatch>, FeedMessageError> parse_feed_message(
    std::string_view text) {
  Lines lines{text.substr(0, kBytesMax + 1)};
  const auto first = lines.next();
  if (!first) return std::unexpected{FeedMessageError::NotOurs};
  LineReader head{*first};
  if (head.word() != kMagic) return std::unexpected{FeedMessageError::NotOurs};
  if (head.word() != kForm) return std::unexpected{FeedMessageError::OtherForm};
  const std::string_view kind = head.word();
  if (text.size() > kBytesMax) return std::unexpected{FeedMessageError::Malformed};
  if (kind == "hello") {
    if (auto hello = read_hello(head, lines)) return std::move(*hello);
  } else if (kind == "batch") {
    if (auto batch = read_batch(head, lines)) return std::move(*batch);
  }
  return std::unexpected{FeedMessageError::Malformed};
}

}  // namespace tw::providers
