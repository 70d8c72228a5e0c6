#include "vendor_sim/simulator.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <utility>

#include "net/certificate.hpp"
#include "net/server.hpp"
#include "report/json_writer.hpp"
#include "vendor_sim/broadcast.hpp"
#include "vendor_sim/clock.hpp"
#include "vendor_sim/distortion.hpp"
#include "vendor_sim/refusals.hpp"
#include "vendor_sim/vendors.hpp"

namespace tw::vendor_sim {
namespace {

constexpr Duration kValid = Duration::days(30);

/// Signer and the two certificates that the double shows.
struct Identities {
  net::TlsIdentity authority;
  net::TlsIdentity sound;
  net::TlsIdentity expired;
};

Identities made_identities() {
  const Timestamp at = now();
  const net::Validity valid{.from = at - Duration::days(1), .to = at + kValid};
  const net::Validity over{.from = at - Duration::days(3), .to = at - Duration::days(1)};
  Identities made{.authority = net::made_authority(valid), .sound = {}, .expired = {}};
  made.sound = net::issued(made.authority, {"127.0.0.1", "localhost", "::1"}, valid);
  made.expired = net::issued(made.authority, {"127.0.0.1", "localhost", "::1"}, over);
  return made;
}

/// Returns what stands behind the vendor's name: "/polygon/v2/x" is {"polygon", "/v2/x"}.
std::pair<std::string, std::string> split_prefix(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  return {std::string{path.substr(0, end)}, std::string{path.substr(end)}};
}

net::HttpResponse unknown_vendor() {
  std::string text = "no vendor of that name here; there are:";
  for (const SimVendor& vendor : kSimVendors) {
    text += " /";
    text += vendor.name;
  }
  return text_response(text + "\n", 404);
}

}  // namespace

const SimVendor* vendor_named(std::string_view name) {
  const auto* const found = std::ranges::find(kSimVendors, name, &SimVendor::name);
  return found == kSimVendors.end() ? nullptr : found;
}

struct Simulator::State {
  explicit State(SimTerms given) : terms{std::move(given)} {
    for (const FaultSwitch& fault : terms.faults) board.add(fault);
    if (terms.has_tls) identities = made_identities();
  }

  net::TlsIdentity identity_now() const {
    return board.has(Fault::ExpiredCertificate) ? identities->expired : identities->sound;
  }

  /// The certificate follows its switch.
  void board_changed() {
    if (!identities) return;
    const auto proved = server->prove_with(identity_now());
    static_cast<void>(proved);  // Both were made here, so that both are sound.
  }

  net::Reply answer(const net::HttpRequest& request) {
    const std::string target{net::path_of(request.url)};
    const auto decoded = net::percent_decoded(target);
    auto [name, path] = split_prefix(decoded.value_or(target));
    if (name == "control") return {.response = control(request, path), .delivery = {}};
    const SimVendor* const vendor = vendor_named(name);
    if (vendor == nullptr) return {.response = unknown_vendor(), .delivery = {}};
    const Question question{
        .request = request, .path = std::move(path), .query = net::query_of(request.url)};
    return answer(*vendor, question);
  }

  net::Reply answer(const SimVendor& vendor, const Question& question) {
    Answered answered = vendor.answer(question, terms.catalog);
    auto recorded = terms.bodies ? terms.bodies->find(vendor.name, question) : std::nullopt;
    if (answered.is_errand && !recorded) {
      return {.response = std::move(answered.response), .delivery = {}};
    }
    count(vendor.name, answered.operation);
    const bool is_recorded = recorded.has_value();
    if (recorded) answered.response = std::move(*recorded);
    net::Reply reply{.response = std::move(answered.response), .delivery = {}};
    const std::vector<Fault> faults = board.strike(vendor.name, answered.operation);
    // What is answered comes before how it is said, whatever the order of the switches.
    for (const Fault fault : faults) {
      if (fault == Fault::Empty || (fault == Fault::ClockSkew && !is_recorded)) {
        reply.response = vendor.answer(question, other_catalog(fault)).response;
      }
      if (auto refusal = refusal_of(vendor.name, fault)) reply.response = std::move(*refusal);
    }
    for (const Fault fault : faults) distort(reply, fault);
    return reply;
  }

  const Catalog& other_catalog(Fault fault) {
    const std::lock_guard guard{mutex};
    std::optional<Catalog>& made = fault == Fault::Empty ? emptied : skewed;
    if (!made) {
      made = fault == Fault::Empty ? terms.catalog.emptied() : terms.catalog.shifted(kSkew);
    }
    return *made;
  }

  void count(std::string_view vendor, vendor::Operation operation) {
    const std::lock_guard guard{mutex};
    counts[{std::string{vendor}, operation}] += 1;
  }

  std::expected<net::WebSocketEvents, net::Reply> welcome(
      const net::HttpRequest& request, const std::shared_ptr<net::WebSocket>& to) {
    const auto [name, path] = split_prefix(net::path_of(request.url));
    const SimVendor* const vendor = vendor_named(name);
    if (vendor == nullptr || vendor->voice == nullptr || !path.starts_with(vendor->stream)) {
      return std::unexpected{net::Reply{.response = unknown_vendor(), .delivery = {}}};
    }
    for (const Fault fault : board.strike(name, vendor::Operation::Stream)) {
      auto refusal = refusal_of(name, fault);
      if (refusal) {
        return std::unexpected{net::Reply{.response = std::move(*refusal), .delivery = {}}};
      }
    }
    return broadcast->welcome(*vendor, to);
  }

  std::string streams_json() const {
    report::JsonWriter json;
    json.begin_object().key("streams").begin_array();
    for (const StreamCount& count : broadcast->counts()) {
      json.begin_object().member("vendor", count.vendor).member("open", count.open);
      json.member("ticks", count.ticks).end_object();
    }
    json.end_array().end_object();
    return json.take();
  }

  net::HttpResponse control(const net::HttpRequest& request, const std::string& path) {
    if (path == "/requests" && request.method == "GET") return json_response(counts_json());
    if (path == "/streams/cut" && request.method == "POST") broadcast->cut_all();
    if (path == "/streams/close" && request.method == "POST") broadcast->close_all();
    if (path.starts_with("/streams")) return json_response(streams_json());
    if (path != "/faults") return text_response("no such control\n", 404);
    if (request.method == "POST") return add_faults(request.body);
    if (request.method == "DELETE") {
      board.clear();
      board_changed();
    }
    return json_response(faults_json());
  }

  /// All lines or none.
  net::HttpResponse add_faults(std::string_view lines) {
    std::vector<FaultSwitch> parsed;
    while (!lines.empty()) {
      const std::size_t size = std::min(lines.find('\n'), lines.size());
      const std::string_view line = lines.substr(0, size);
      lines.remove_prefix(std::min(size + 1, lines.size()));
      if (line.empty()) continue;
      auto fault = parse_fault(line);
      if (!fault) return text_response(fault.error() + "\n", 400);
      parsed.push_back(std::move(*fault));
    }
    for (FaultSwitch& fault : parsed) board.add(std::move(fault));
    board_changed();
    return json_response(faults_json());
  }

  std::string faults_json() const {
    report::JsonWriter json;
    json.begin_object().key("faults").begin_array();
    for (const FaultSwitch& fault : board.all()) json.value(to_string(fault));
    json.end_array().end_object();
    return json.take();
  }

  std::string counts_json() {
    const std::lock_guard guard{mutex};
    report::JsonWriter json;
    json.begin_object().key("requests").begin_array();
    for (const auto& [asked, times] : counts) {
      json.begin_object().member("vendor", asked.first);
      json.member("operation", to_string(asked.second)).member("count", times).end_object();
    }
    json.end_array().end_object();
    return json.take();
  }

  SimTerms terms;
  std::optional<Identities> identities;
  FaultBoard board;
  std::mutex mutex;
  std::map<std::pair<std::string, vendor::Operation>, std::uint64_t> counts;
  std::optional<Catalog> emptied;
  std::optional<Catalog> skewed;
  std::unique_ptr<Broadcast> broadcast;
  std::unique_ptr<net::Server> server;  // The last: it calls into all the others.
};

std::expected<std::unique_ptr<Simulator>, std::string> Simulator::start(SimTerms terms) {
  auto state = std::make_unique<State>(std::move(terms));
  net::ServerTerms serving{.port = state->terms.port, .threads = 2};
  if (state->identities) serving.identity = state->identity_now();
  state->broadcast =
      std::make_unique<Broadcast>(state->terms.catalog, state->board, state->terms.stream_rate);
  State* const raw = state.get();
  auto server = net::Server::start(
      std::move(serving), [raw](const net::HttpRequest& request) { return raw->answer(request); },
      [raw](const net::HttpRequest& request, const std::shared_ptr<net::WebSocket>& to) {
        return raw->welcome(request, to);
      });
  if (!server) return std::unexpected{std::move(server.error())};
  state->server = std::move(*server);
  return std::unique_ptr<Simulator>{new Simulator{std::move(state)}};
}

Simulator::Simulator(std::unique_ptr<State> state) : state_{std::move(state)} {}
Simulator::~Simulator() = default;

std::uint16_t Simulator::port() const { return state_->server->port(); }

std::string Simulator::base_url(std::string_view vendor) const {
  return (state_->terms.has_tls ? "https://127.0.0.1:" : "http://127.0.0.1:") +
         std::to_string(port()) + "/" + std::string{vendor};
}

std::string Simulator::stream_url(std::string_view vendor) const {
  const SimVendor* const known = vendor_named(vendor);
  if (known == nullptr || known->stream.empty()) return {};
  return (state_->terms.has_tls ? "wss://127.0.0.1:" : "ws://127.0.0.1:") + std::to_string(port()) +
         "/" + std::string{vendor} + std::string{known->stream};
}

const std::string& Simulator::authority_pem() const {
  static const std::string kNone;
  return state_->identities ? state_->identities->authority.certificate_pem : kNone;
}

void Simulator::switch_on(const FaultSwitch& fault) {
  state_->board.add(fault);
  state_->board_changed();
}

void Simulator::switch_off() {
  state_->board.clear();
  state_->board_changed();
}

void Simulator::cut_streams() { state_->broadcast->cut_all(); }

void Simulator::close_streams() { state_->broadcast->close_all(); }

std::uint64_t Simulator::streamed(std::string_view vendor) const {
  const auto counts = state_->broadcast->counts();
  const auto found = std::ranges::find(counts, vendor, &StreamCount::vendor);
  return found == counts.end() ? 0 : found->ticks;
}

std::uint64_t Simulator::requests(std::string_view vendor, vendor::Operation operation) const {
  const std::lock_guard guard{state_->mutex};
  const auto found = state_->counts.find({std::string{vendor}, operation});
  return found == state_->counts.end() ? 0 : found->second;
}

}  // namespace tw::vendor_sim
