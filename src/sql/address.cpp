#include "sql/address.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "sql/libpq.hpp"

namespace tw::sql {
namespace {

constexpr std::string_view kMask = "***";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  if (from.empty()) return;
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::unexpected<Error> refused(std::string message) {
  return std::unexpected{Error{Reason::Refused, std::move(message)}};
}

/// Returns what libpq read for `key`, empty when the address does not say.
std::string option(const PQconninfoOption* options, std::string_view key) {
  for (; options->keyword != nullptr; ++options) {
    if (options->keyword == key && options->val != nullptr) return options->val;
  }
  return {};
}

/// Returns how the password is spelled in the address itself, with its %-escapes.
std::string_view spelled_password(std::string_view address) {
  const std::size_t start = address.find("://") + 3;
  const std::string_view authority =
      address.substr(start, address.find_first_of("/?", start) - start);
  const std::size_t at = authority.rfind('@');
  if (at == authority.npos) return {};
  const std::string_view user = authority.substr(0, at);
  const std::size_t colon = user.find(':');
  return colon == user.npos ? std::string_view{} : user.substr(colon + 1);
}

/// Returns whether libpq could use this: numbers, one a host, which it looks at only when it
/// connects.
bool is_port_list(std::string_view ports) {
  constexpr std::string_view kSigns = "0123456789,";
  return ports.find_first_not_of(kSigns) == ports.npos;
}

}  // namespace

std::string_view word_of(Engine engine) {
  return engine == Engine::Sqlite ? "sqlite" : "postgresql";
}

Address Address::sqlite(std::string path) {
  Address address;
  address.engine_ = Engine::Sqlite;
  address.shown_ = "sqlite:" + path;
  address.path_ = std::move(path);
  return address;
}

std::expected<Address, Error> Address::parse(std::string_view text) {
  if (text.starts_with("sqlite:")) {
    text.remove_prefix(std::string_view{"sqlite:"}.size());
    if (text.starts_with("//")) text.remove_prefix(2);
    if (text.empty()) return refused("the database address names no file: write sqlite:PATH");
    return sqlite(std::string{text});
  }
  if (!text.starts_with("postgresql://") && !text.starts_with("postgres://")) {
    // Only the scheme is repeated: what stands behind it may be a password.
    const std::string scheme{text.substr(0, text.find(':'))};
    const bool has_scheme = scheme.size() < text.size() && scheme.size() <= 16;
    return refused("the database address " +
                   (has_scheme ? "starts with '" + scheme + ":'" : std::string{"has no scheme"}) +
                   "; write sqlite:PATH or postgresql://user@host:port/name");
  }
  if (find_libpq() == nullptr) {
    return refused("PostgreSQL's client library is not here; install libpq5, or write sqlite:PATH");
  }
  Address address;
  address.engine_ = Engine::Postgres;
  address.secret_ = text;
  char* complaint = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options{
      libpq().conninfoParse(address.secret_.c_str(), &complaint), libpq().conninfoFree};
  // The complaint quotes the address, with whatever secret stands there.
  if (complaint != nullptr) libpq().freemem(complaint);
  if (options == nullptr) {
    return refused(
        "the database address cannot be read; write postgresql://user:password@host:port/name, "
        "with %-escapes for signs such as @ : / ? # in the password");
  }
  address.password_ = option(options.get(), "password");
  const std::string user = option(options.get(), "user");
  const std::string port = option(options.get(), "port");
  if (!is_port_list(port)) {
    return refused("the database address has a port that is no number; write 5432 or the like");
  }
  address.shown_ = "postgresql://" + (user.empty() ? "" : user + "@") +
                   option(options.get(), "host") + (port.empty() ? "" : ":" + port) + "/" +
                   option(options.get(), "dbname");
  return address;
}

std::string Address::redacted(std::string message) const {
  if (engine_ == Engine::Sqlite) return message;
  replace_all(message, secret_, shown_);
  replace_all(message, spelled_password(secret_), kMask);
  replace_all(message, password_, kMask);
  return message;
}

}  // namespace tw::sql
