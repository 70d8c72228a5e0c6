#include "net/websocket_link.hpp"

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <future>
#include <mutex>
#include <openssl/rand.h>
#include <utility>
#include <vector>

namespace tw::net {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

constexpr std::size_t kFrameReadSize = 65'536;
// How long the other side may take to answer a goodbye.
constexpr std::chrono::seconds kGoodbyeMax{2};

/// Who called in last: an event may stop its own link, and must not wait for itself then.
thread_local const void* running_event_of = nullptr;

class Link final : public WebSocketLink, public std::enable_shared_from_this<Link> {
 public:
  Link(std::shared_ptr<void> keeper, const asio::any_io_executor& executor,
       std::unique_ptr<Stream> stream, WebSocketSide side, const WebSocketTerms& terms)
      : keeper_{std::move(keeper)},
        executor_{executor},
        stream_{std::move(stream)},
        side_{side},
        terms_{terms},
        clock_{executor},
        reader_{side == WebSocketSide::Client ? WebSocketSide::Server : WebSocketSide::Client,
                terms.message_max} {}

  bool send(std::string_view text) override {
    {
      const std::lock_guard guard{mutex_};
      if (!is_open_ || says_goodbye_ || waiting_.size() + text.size() > terms_.queue_max)
        return false;
      append_frame(waiting_, Opcode::Text, text, mask());
    }
    wake_writer();
    return true;
  }

  std::size_t queued() const override {
    const std::lock_guard guard{mutex_};
    return waiting_.size() + writing_size_;
  }

  bool is_open() const override {
    const std::lock_guard guard{mutex_};
    return is_open_ && !says_goodbye_;
  }

  void close(std::uint16_t code, std::string_view reason) override {
    if (!say_goodbye(code, reason)) return;
    wake_writer();
    asio::post(executor_, [self = shared_from_this()] { self->wait_for_goodbye(); });
  }

  void stop() override {
    if (over_.wait_for(std::chrono::seconds{0}) == std::future_status::ready) return;
    asio::post(executor_, [self = shared_from_this()] { self->end_now(FaultKind::Cancelled); });
    if (running_event_of != this) over_.wait();
  }

  void cut_within(std::string_view text, std::size_t size) override {
    {
      const std::lock_guard guard{mutex_};
      if (!is_open_ || says_goodbye_) return;
      std::string frame;
      append_frame(frame, Opcode::Text, text, mask());
      waiting_ += std::string_view{frame}.substr(0, size);
      says_goodbye_ = true;
      resets_after_ = true;
    }
    wake_writer();
  }

  void listen(WebSocketEvents events) override { events_ = std::move(events); }

  void greet(std::string_view head) override {
    {
      const std::lock_guard guard{mutex_};
      waiting_.insert(0, head);
    }
    wake_writer();
  }
  std::unique_ptr<Stream> release() override {
    const std::lock_guard guard{mutex_};
    is_open_ = false;
    is_over_.set_value();
    return std::move(stream_);
  }
  void end_soon() override { end_now(FaultKind::Cancelled); }

  Awaitable<void> run(std::string first) override;

 private:
  std::optional<std::array<char, 4>> mask() const {
    if (side_ == WebSocketSide::Server) return std::nullopt;
    std::array<char, 4> bytes{};
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), 4);
    return bytes;
  }

  /// Queues a goodbye behind what waits, once.
  bool say_goodbye(std::uint16_t code, std::string_view reason) {
    const std::lock_guard guard{mutex_};
    if (!is_open_ || says_goodbye_) return false;
    const bool has_code = code != kClosedWithoutCode;
    append_frame(waiting_, Opcode::Close, has_code ? close_payload(code, reason) : std::string{},
                 mask());
    says_goodbye_ = true;
    return true;
  }

  void queue_control(Opcode opcode, std::string_view payload) {
    {
      const std::lock_guard guard{mutex_};
      if (!is_open_ || says_goodbye_ || waiting_.size() > terms_.queue_max) return;
      append_frame(waiting_, opcode, payload, mask());
    }
    wake_writer();
  }

  void wake_writer() {
    asio::post(executor_, [self = shared_from_this()] {
      if (self->is_writing_ || !self->is_running_) return;
      self->is_writing_ = true;
      asio::co_spawn(self->executor_, self->write_waiting(self), asio::detached);
    });
  }

  Awaitable<void> write_waiting(std::shared_ptr<Link> self);
  void beat();
  void wait_for_goodbye();
  void take_messages();
  void take(const WebSocketMessage& message);
  void refuse(const FrameFault& fault);
  void end_now(FaultKind reason);
  template <class Call>
  void tell(const Call& call) {
    const void* const before = std::exchange(running_event_of, this);
    call();
    running_event_of = before;
  }

  // Constant after construction. The first to come and the last to go: what runs the executor.
  std::shared_ptr<void> keeper_;
  asio::any_io_executor executor_;
  std::unique_ptr<Stream> stream_;
  WebSocketSide side_;
  WebSocketTerms terms_;
  WebSocketEvents events_;

  // The executor's alone.
  asio::steady_timer clock_;
  FrameReader reader_;
  WebSocketEnd end_{.code = kClosedAbnormally, .reason = {}, .fault = {}};
  steady_clock::time_point heard_at_ = steady_clock::now();
  bool is_writing_ = false;
  bool is_running_ = false;    ///< Before `run`, what is said waits.
  bool is_over_here_ = false;  ///< Nothing more is read into events.
  bool closes_after_ = false;  ///< What waits is the last that is sent.
  std::optional<FaultKind> stopped_;

  // Behind the lock.
  mutable std::mutex mutex_;
  std::string waiting_;
  std::size_t writing_size_ = 0;
  bool is_open_ = true;
  bool says_goodbye_ = false;
  bool resets_after_ = false;

  std::promise<void> is_over_;
  std::shared_future<void> over_ = is_over_.get_future().share();
};

Awaitable<void> Link::write_waiting(
    std::shared_ptr<Link> self) {  // Which keeps us alive meanwhile.
  static_cast<void>(self);
  std::string bytes;
  while (true) {
    bool resets = false;
    {
      const std::lock_guard guard{mutex_};
      bytes.clear();
      std::swap(bytes, waiting_);
      writing_size_ = bytes.size();
      resets = resets_after_;
    }
    if (bytes.empty()) break;
    const auto fault = co_await stream_->write(bytes);
    if (fault || resets) {
      stream_->reset();
      break;
    }
  }
  {
    const std::lock_guard guard{mutex_};
    writing_size_ = 0;
  }
  is_writing_ = false;
  if (closes_after_) {
    co_await stream_->finish();
    stream_->close();
  }
}

void Link::end_now(FaultKind reason) {
  if (!stopped_) stopped_ = reason;
  if (stream_) stream_->close();
}

void Link::wait_for_goodbye() {
  clock_.expires_after(kGoodbyeMax);
  clock_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->stream_->close();
  });
}

void Link::beat() {
  clock_.expires_after(
      std::chrono::nanoseconds{std::min(terms_.ping_every, terms_.silence_max).ns});
  clock_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (error) return;  // The end, or a goodbye, has taken the clock.
    const auto silence = steady_clock::now() - self->heard_at_;
    if (silence >= std::chrono::nanoseconds{self->terms_.silence_max.ns}) {
      self->end_now(FaultKind::TimedOut);
      return;
    }
    self->queue_control(Opcode::Ping, {});
    self->beat();
  });
}

void Link::refuse(const FrameFault& fault) {
  end_.code = fault.code;
  end_.fault = TransportFault{
      fault.code == kClosedTooLarge ? FaultKind::TooLarge : FaultKind::Malformed, fault.what};
  is_over_here_ = true;
  closes_after_ = true;
  say_goodbye(fault.code, fault.what);
  wake_writer();
  wait_for_goodbye();
}

void Link::take(const WebSocketMessage& message) {
  switch (message.opcode) {
    case Opcode::Text:
    case Opcode::Binary:
    case Opcode::Continuation:
      if (events_.on_message) tell([&] { events_.on_message(message.payload); });
      return;
    case Opcode::Ping:
      queue_control(Opcode::Pong, message.payload);
      return;
    case Opcode::Pong:
      return;
    case Opcode::Close: {
      auto goodbye = parse_goodbye(message.payload);
      if (!goodbye) {
        refuse(goodbye.error());
        return;
      }
      end_.code = goodbye->code;
      end_.reason = std::move(goodbye->reason);
      end_.fault.reset();
      is_over_here_ = true;
      closes_after_ = true;
      say_goodbye(end_.code, {});
      wake_writer();
      wait_for_goodbye();
      return;
    }
  }
}

void Link::take_messages() {
  while (!is_over_here_ && !stopped_) {
    const auto message = reader_.next();
    if (!message) {
      refuse(message.error());
      return;
    }
    if (!*message) return;
    take(**message);
  }
}

Awaitable<void> Link::run(std::string first) {
  const auto self = shared_from_this();
  is_running_ = true;
  wake_writer();
  beat();
  reader_.feed(first);
  take_messages();
  std::vector<char> bytes(kFrameReadSize);
  while (!stopped_) {
    const auto came = co_await stream_->read_some(bytes);
    if (!came || *came == 0) {
      if (!is_over_here_) {
        end_.fault =
            came ? TransportFault{FaultKind::Reset, "the connection ended without a goodbye"}
                 : came.error();
      }
      break;
    }
    heard_at_ = steady_clock::now();
    if (is_over_here_) continue;
    reader_.feed({bytes.data(), *came});
    take_messages();
  }
  if (stopped_)
    end_ = {kClosedAbnormally, {}, TransportFault{*stopped_, std::string{to_string(*stopped_)}}};
  {
    const std::lock_guard guard{mutex_};
    is_open_ = false;
  }
  clock_.cancel();
  stream_->close();
  if (events_.on_end) tell([&] { events_.on_end(end_); });
  events_ = {};
  is_over_.set_value();
}

}  // namespace

std::shared_ptr<WebSocketLink> make_websocket_link(std::shared_ptr<void> keeper,
                                                   const asio::any_io_executor& executor,
                                                   std::unique_ptr<Stream> stream,
                                                   WebSocketSide side,
                                                   const WebSocketTerms& terms) {
  return std::make_shared<Link>(std::move(keeper), executor, std::move(stream), side, terms);
}

}  // namespace tw::net
