#include "providers/feed.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "providers/feed_publisher.hpp"
#include "providers/router.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::providers {
namespace {

using vendor::Outcome;
using vendor::Refusal;

constexpr std::chrono::milliseconds kTick{50};
constexpr Duration kFillDeadline = Duration::seconds(10);
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kPolicy = 1008;
/// Gaps that wait to be filled; the oldest is given up beyond it, and said to be unfilled.
constexpr std::size_t kGapsMax = 10'000;

Refusal refusal_of(const net::NoWebSocket& none) {
  if (none.answer) {
    if (auto refusal = vendor::http_refusal(*none.answer, vendor::one_line(none.answer->body))) {
      return std::move(*refusal);
    }
  }
  return vendor::refused(Outcome::Transient, none.fault.what);
}

Refusal refusal_of(const net::WebSocketEnd& end) {
  if (end.fault) return vendor::refused(Outcome::Transient, end.fault->what);
  std::string what = "the vendor ended the connection, code " + std::to_string(end.code);
  if (!end.reason.empty()) what += ": " + vendor::one_line(end.reason);
  return vendor::refused(end.code == kPolicy ? Outcome::Throttle : Outcome::Transient,
                         std::move(what));
}

}  // namespace

FillGap fill_from(Router& router, Timeframe timeframe) {
  return [&router, timeframe](const Gap& gap) -> std::optional<std::vector<Bar>> {
    const SessionCalendar& calendar = calendar_of(asset_class_of(gap.symbol));
    const auto answer = router.history({.symbol = gap.symbol,
                                        .timeframe = timeframe,
                                        .from = gap.from - timeframe.span(),
                                        .to = gap.until,
                                        .with_extended_hours = true,
                                        .basis = PriceBasis::Unknown},
                                       {.provider = "", .deadline = kFillDeadline});
    if (!answer) return std::nullopt;
    std::vector<Bar> bars;
    bars.reserve(answer->value.rows.size());
    for (const vendor::HistoryRow& row : answer->value.rows) {
      if (!row.is_complete) continue;
      bars.push_back({.instrument = {},
                      .session = calendar.session_date_of(row.label),
                      .start = row.label,
                      .end = row.label + timeframe.span(),
                      .open = row.open,
                      .high = row.high,
                      .low = row.low,
                      .close = row.close,
                      .volume = row.volume});
    }
    return bars;
  };
}

std::expected<std::unique_ptr<Feed>, std::string> Feed::start(
    std::vector<StreamSource> sources, const std::vector<std::string>& symbols, FeedTerms terms,
    Surroundings& surroundings) {
  auto client = net::WebSocketClient::make(terms.sockets);
  if (!client) return std::unexpected{std::move(client.error())};
  return std::unique_ptr<Feed>{
      new Feed{std::move(sources), symbols, std::move(terms), surroundings, std::move(*client)}};
}

Feed::Feed(std::vector<StreamSource> sources, const std::vector<std::string>& symbols,
           FeedTerms terms, Surroundings& surroundings,
           std::unique_ptr<net::WebSocketClient> client)
    : terms_{std::move(terms)},
      surroundings_{surroundings},
      buffer_{terms_.trades_max},
      session_{std::move(sources), symbols, terms_.options, buffer_,
               static_cast<std::uint64_t>(surroundings.chance() * 0x1.0p53)},
      client_{std::move(client)} {
  if (terms_.relay != nullptr) {
    publisher_ =
        std::make_unique<FeedPublisher>(*terms_.relay,
                                        FeedPublisher::Terms{.name = terms_.publisher,
                                                             .symbols = symbols,
                                                             .bars = terms_.options.bars,
                                                             .source = [this] { return source(); }},
                                        surroundings_);
    buffer_.copy_to(&publisher_->buffer());
  }
  {
    const std::scoped_lock lock{mutex_};  // The publisher may ask already whose stream it is.
    session_.start(surroundings_.now());
  }
  filling_ = std::jthread{[this](const std::stop_token& stop) { fill(stop); }};
  driving_ = std::jthread{[this](const std::stop_token& stop) { drive(stop); }};
}

Feed::~Feed() {
  driving_.request_stop();
  filling_.request_stop();
  client_->end();
  if (terms_.abandon) terms_.abandon();
  driving_.join();
  filling_.join();
  {
    const std::scoped_lock lock{mutex_};
    connection_ += 1;  // Nothing is taken any more.
  }
  publisher_.reset();  // Who follows hears of the end before the vendor's goodbye is waited for.
  if (socket_) {
    socket_->close(kGoingAway);
    socket_->stop();
  }
  client_.reset();
}

FeedCounts Feed::counts() const {
  const std::scoped_lock lock{mutex_};
  return session_.counts();
}

std::string Feed::source() const {
  const std::scoped_lock lock{mutex_};
  return session_.source();
}

std::string Feed::given_up() const {
  const std::scoped_lock lock{mutex_};
  return session_.given_up();
}

void Feed::drive(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    FeedSession::Orders orders;
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, stop, kTick, [this] { return session_.has_orders(); });
      session_.tick(surroundings_.now());
      orders = session_.take_orders();
    }
    carry_out(std::move(orders));
  }
}

void Feed::carry_out(FeedSession::Orders orders) {
  if (orders.close && socket_) {
    {
      const std::scoped_lock lock{mutex_};
      connection_ += 1;
    }
    socket_->stop();
    socket_.reset();
  }
  for (const std::string& word : orders.send) {
    if (!socket_ || socket_->send(word)) continue;
    const std::scoped_lock lock{mutex_};
    session_.ended(vendor::refused(Outcome::Transient, "the connection takes no more words"),
                   surroundings_.now());
    break;
  }
  if (!orders.fill.empty()) {
    const std::scoped_lock lock{mutex_};
    for (Gap& gap : orders.fill) {
      if (gaps_.size() == kGapsMax) {
        session_.filled(gaps_.front(), {}, false, surroundings_.now());
        gaps_.pop_front();
      }
      gaps_.push_back(std::move(gap));
    }
    gaps_wake_.notify_one();
  }
  if (orders.connect) connect(*orders.connect);
}

void Feed::connect(const vendor::HttpRequest& handshake) {
  std::uint64_t connection = 0;
  {
    const std::scoped_lock lock{mutex_};
    connection = ++connection_;
  }
  const net::WebSocketEvents events{
      .on_message = [this, connection](std::string_view text) { on_message(connection, text); },
      .on_end = [this, connection](
                    const net::WebSocketEnd& end) { on_end(connection, refusal_of(end)); }};
  auto socket = client_->connect(handshake, events, terms_.socket, terms_.options.connect_patience);
  if (!socket) return on_end(connection, refusal_of(socket.error()));
  socket_ = std::move(*socket);
  const std::scoped_lock lock{mutex_};
  if (connection == connection_) session_.opened(surroundings_.now());
}

void Feed::on_message(std::uint64_t connection, std::string_view text) {
  const std::scoped_lock lock{mutex_};
  if (connection != connection_) return;
  const Timestamp now = surroundings_.now();
  session_.opened(now);  // A first word may overtake the news that we are connected.
  session_.frame(text, now);
  if (session_.has_orders()) wake_.notify_one();
}

void Feed::on_end(std::uint64_t connection, const Refusal& why) {
  const std::scoped_lock lock{mutex_};
  if (connection != connection_) return;
  session_.ended(why, surroundings_.now());
  wake_.notify_one();
}

void Feed::fill(const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  while (gaps_wake_.wait(lock, stop, [this] { return !gaps_.empty(); })) {
    if (stop.stop_requested()) return;
    const Gap gap = std::move(gaps_.front());
    gaps_.pop_front();
    lock.unlock();
    std::optional<std::vector<Bar>> bars;
    if (terms_.fill) bars = terms_.fill(gap);
    lock.lock();
    session_.filled(gap, bars.value_or(std::vector<Bar>{}), bars.has_value(), surroundings_.now());
  }
}

}  // namespace tw::providers
