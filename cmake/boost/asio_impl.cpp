// The one file that compiles Boost.Asio's non-template code (see cmake/Dependencies.cmake).
#include <boost/asio/impl/src.hpp>
