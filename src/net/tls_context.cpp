#include "net/tls_context.hpp"

#include <boost/asio/ssl/context.hpp>

namespace tw::net {
namespace {

namespace ssl = boost::asio::ssl;

}  // namespace

std::expected<TlsContext, std::string> client_context(const TlsTrust& trust) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_verify_mode(ssl::verify_peer);
  boost::system::error_code error;
  context->set_default_verify_paths(error);
  if (error) return std::unexpected{"the system's certificates cannot be read: " + error.message()};
  if (!trust.ca_file.empty()) {
    context->load_verify_file(trust.ca_file, error);
    if (error) {
      return std::unexpected{"certificates '" + trust.ca_file +
                             "' cannot be read: " + error.message() + "; name a PEM file"};
    }
  }
  return context;
}

std::expected<TlsContext, std::string> server_context(const TlsIdentity& identity) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  boost::system::error_code error;
  context->use_certificate_chain(
      boost::asio::buffer(identity.certificate_pem.data(), identity.certificate_pem.size()), error);
  if (error) return std::unexpected{"the certificate cannot be used: " + error.message()};
  context->use_private_key(boost::asio::buffer(identity.key_pem.data(), identity.key_pem.size()),
                           ssl::context::pem, error);
  if (error) {
    return std::unexpected{"the key of the certificate cannot be used: " + error.message()};
  }
  return context;
}

}  // namespace tw::net
