#pragma once

#include <expected>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace tw::net {

/// How we make sure whom we speak to. TLS 1.2 or later, chain and host name, always.
struct TlsTrust {
  std::string ca_file;  ///< PEM file trusted besides the system's authorities; may be empty.
};

/// What a server proves itself with.
struct TlsIdentity {
  std::string certificate_pem;  ///< Its certificate, then those of who signed it.
  std::string key_pem;
};

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// Errors: one line that names the file and what is wrong with it.
std::expected<TlsContext, std::string> client_context(const TlsTrust& trust);
std::expected<TlsContext, std::string> server_context(const TlsIdentity& identity);

}  // namespace tw::net
