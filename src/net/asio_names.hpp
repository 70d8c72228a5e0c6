#pragma once

// Names of Asio for headers of this folder, so that its own are included in .cpp files alone.
namespace boost::asio {
class any_io_executor;
class io_context;
template <class T, class Executor>
class awaitable;
template <class Protocol, class Executor>
class basic_stream_socket;
namespace ip {
class tcp;
}
}  // namespace boost::asio

namespace tw::net {

/// What a coroutine of this folder returns.
template <class T>
using Awaitable = boost::asio::awaitable<T, boost::asio::any_io_executor>;

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::any_io_executor>;

}  // namespace tw::net
