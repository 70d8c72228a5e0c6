#include "net/http_client.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <future>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "net/compression.hpp"
#include "net/stream.hpp"

namespace tw::net {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

// A name server that does not answer cannot be hurried: its request is left behind after this.
constexpr std::chrono::milliseconds kGrace{250};
constexpr std::size_t kReadSize = 32'768;

std::chrono::nanoseconds span_of(Duration duration) {
  return std::chrono::nanoseconds{duration.ns};
}

/// One request on its way. Owned by who waits for it and by who works on it, whichever ends last.
struct Exchange {
  explicit Exchange(asio::io_context& context) : clock{context} {}

  HttpRequest request;
  Url url;
  std::string bytes;
  Abort abort;
  asio::steady_timer clock;
  std::promise<Fetched> answer;
};

/// A connection that waits for the next request to the same place.
struct Idle {
  std::unique_ptr<Stream> stream;
  steady_clock::time_point since;
};

bool is_repeatable(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

/// How a request over one connection went.
struct Talk {
  Fetched answer;
  bool has_begun = false;  ///< A byte of the answer came.
  bool can_go_on = false;  ///< The connection can be used again.
  std::uint64_t bytes = 0;
};

}  // namespace

/// What lives on the client's own thread.
struct HttpClient::Loop : std::enable_shared_from_this<Loop> {
  Loop(HttpClientTerms given, TlsContext trusted)
      : terms{std::move(given)}, tls{std::move(trusted)} {}

  std::string key_of(const Url& url) const { return url.scheme + "://" + url.authority(); }

  std::unique_ptr<Stream> take_idle(const std::string& key) {
    std::vector<Idle>& kept = idle[key];
    while (!kept.empty()) {
      Idle last = std::move(kept.back());
      kept.pop_back();
      const bool is_fresh = steady_clock::now() - last.since < span_of(terms.idle_max);
      if (is_fresh && last.stream->is_quiet()) return std::move(last.stream);
    }
    return nullptr;
  }

  void keep(const std::string& key, std::unique_ptr<Stream> stream) {
    std::vector<Idle>& kept = idle[key];
    if (kept.size() >= terms.idle_per_host) kept.erase(kept.begin());
    kept.push_back({std::move(stream), steady_clock::now()});
  }

  Awaitable<Talk> talk(Stream& stream, Exchange& exchange) const {
    exchange.abort.on_end([&stream] { stream.close(); });
    Talk talk{.answer = HttpResponse{}};
    ResponseReader reader{terms.limits, exchange.request.method == "HEAD"};
    // A server that refuses early answers and closes while we still write: its answer counts.
    const auto unsent = co_await stream.write(exchange.bytes);
    std::array<char, kReadSize> bytes;
    while (true) {
      auto came = co_await stream.read_some(bytes);
      if (!came) {
        talk.answer = std::unexpected{unsent.value_or(came.error())};
        break;
      }
      talk.bytes += *came;
      const Fed fed = *came == 0 ? reader.end_of_stream() : reader.feed({bytes.data(), *came});
      if (!fed) {
        talk.answer = std::unexpected{fed.error()};
        break;
      }
      if (*fed != Progress::Done) continue;
      talk.can_go_on = *came != 0 && !unsent && reader.keeps_alive();
      talk.answer = reader.take();
      break;
    }
    talk.has_begun = reader.has_begun();
    exchange.abort.on_end({});
    co_return talk;
  }

  Awaitable<Fetched> run(Exchange& exchange) {
    const std::string key = key_of(exchange.url);
    std::unique_ptr<Stream> stream = take_idle(key);
    const bool was_kept = stream != nullptr;
    for (bool may_repeat = was_kept && is_repeatable(exchange.request);; may_repeat = false) {
      if (!stream) {
        const auto proxy = terms.proxies.proxy_for(exchange.url);
        auto opened = co_await open_stream(exchange.url, proxy, tls, exchange.abort);
        if (!opened) co_return std::unexpected{std::move(opened.error())};
        connections += 1;
        stream = std::move(*opened);
      }
      Talk talked = co_await talk(*stream, exchange);
      bytes_in += talked.bytes;
      const bool was_stale =
          !talked.answer && !talked.has_begun && talked.answer.error().kind == FaultKind::Reset;
      if (talked.answer && talked.can_go_on) keep(key, std::move(stream));
      stream.reset();
      if (may_repeat && was_stale && !exchange.abort.reason()) continue;
      co_return std::move(talked.answer);
    }
  }

  /// Returns the answer as the caller gets it.
  Fetched finished(Fetched answer, const Exchange& exchange) const {
    if (!answer) {
      TransportFault fault = std::move(answer.error());
      if (const auto reason = exchange.abort.reason()) {
        fault = {*reason, std::string{to_string(*reason)}};
      }
      fault.what = exchange.url.authority() + ": " + fault.what;
      return std::unexpected{std::move(fault)};
    }
    const auto encoding = answer->header("Content-Encoding");
    if (!encoding) return answer;
    auto body = decompressed(answer->body, *encoding, terms.limits.body_max);
    if (!body) {
      body.error().what = exchange.url.authority() + ": " + body.error().what;
      return std::unexpected{std::move(body.error())};
    }
    answer->body = std::move(*body);
    return answer;
  }

  Awaitable<void> serve(std::shared_ptr<Exchange> exchange, std::chrono::nanoseconds patience) {
    under_way.insert(exchange.get());
    if (is_over) exchange->abort.end(FaultKind::Cancelled);
    exchange->clock.expires_after(patience);
    exchange->clock.async_wait([exchange](boost::system::error_code error) {
      if (!error) exchange->abort.end(FaultKind::TimedOut);
    });
    Fetched answer = co_await run(*exchange);
    exchange->clock.cancel();
    under_way.erase(exchange.get());
    exchange->answer.set_value(std::move(answer));
  }

  void end_all() {
    for (Exchange* exchange : under_way) exchange->abort.end(FaultKind::Cancelled);
  }

  // Constant after construction.
  HttpClientTerms terms;
  TlsContext tls;

  // The loop's thread alone.
  std::map<std::string, std::vector<Idle>> idle;
  std::set<Exchange*> under_way;
  bool is_over = false;

  std::atomic<std::size_t> waiting{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> connections{0};
  std::atomic<std::uint64_t> bytes_in{0};

  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::thread thread;
};

std::expected<std::unique_ptr<HttpClient>, std::string> HttpClient::make(HttpClientTerms terms) {
  auto tls = client_context(terms.trust);
  if (!tls) return std::unexpected{std::move(tls.error())};
  auto loop = std::make_shared<Loop>(std::move(terms), std::move(*tls));
  return std::unique_ptr<HttpClient>{new HttpClient{std::move(loop)}};
}

HttpClient::HttpClient(std::shared_ptr<Loop> loop) : loop_{std::move(loop)} {
  loop_->thread = std::thread{[&context = loop_->context] { context.run(); }};
}

HttpClient::~HttpClient() {
  cancel();
  asio::post(loop_->context, [loop = loop_.get()] {
    loop->idle.clear();
    loop->work.reset();
  });
  loop_->thread.join();
}

Fetched HttpClient::send(const HttpRequest& request, Duration patience) {
  auto url = Url::parse(request.url);
  if (!url) return std::unexpected{TransportFault{FaultKind::Malformed, std::move(url.error())}};
  auto bytes = wire_text(request, *url);
  if (!bytes) return std::unexpected{std::move(bytes.error())};
  const struct Count {
    explicit Count(std::atomic<std::size_t>& counted) : count{counted}, before{count++} {}
    ~Count() { count -= 1; }
    std::atomic<std::size_t>& count;
    std::size_t before;
  } waiting{loop_->waiting};
  if (waiting.before >= loop_->terms.requests_max) {
    return std::unexpected{TransportFault{
        FaultKind::Refused, url->authority() + ": " + std::to_string(loop_->terms.requests_max) +
                                " requests are under way already"}};
  }
  loop_->requests += 1;
  auto exchange = std::make_shared<Exchange>(loop_->context);
  exchange->request = request;
  exchange->url = std::move(*url);
  exchange->bytes = std::move(*bytes);
  std::future<Fetched> answer = exchange->answer.get_future();
  const auto span = span_of(patience);
  asio::co_spawn(loop_->context, loop_->serve(exchange, span), [](const std::exception_ptr&) {});
  if (answer.wait_for(span + kGrace) != std::future_status::ready) {
    return std::unexpected{
        TransportFault{FaultKind::TimedOut, exchange->url.authority() + ": timed out"}};
  }
  return loop_->finished(answer.get(), *exchange);
}

void HttpClient::cancel() {
  asio::post(loop_->context, [loop = loop_.get()] { loop->end_all(); });
}

void HttpClient::end() {
  asio::post(loop_->context, [loop = loop_.get()] {
    loop->is_over = true;
    loop->end_all();
  });
}

HttpClientCounts HttpClient::counts() const {
  return {
      .requests = loop_->requests, .connections = loop_->connections, .bytes_in = loop_->bytes_in};
}

}  // namespace tw::net
