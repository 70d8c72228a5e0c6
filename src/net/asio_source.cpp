// The one place where the bodies of Asio and Beast, on which namespace tw::net stands, are
// compiled: CMakeLists.txt names the macros.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
